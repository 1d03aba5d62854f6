"""The article's script as a beginner would type it, for comparison with the app.

``python -m scripts.bench.article 10`` trains 10 epochs and prints each one's seconds,
system seconds and page faults.
"""

import resource
import sys
import time
from typing import Any

import keras
from keras.datasets import mnist
from keras.layers import Conv2D, Dense, Flatten, Input, MaxPooling2D
from keras.models import Sequential
from keras.utils import to_categorical


class EpochSeconds(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Prints what each epoch took, including its validation."""

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Save the start time and what was used before."""
        self._before = resource.getrusage(resource.RUSAGE_SELF)
        self._began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Print the epoch's duration, system seconds and page faults."""
        seconds = time.perf_counter() - self._began
        used = resource.getrusage(resource.RUSAGE_SELF)
        system = used.ru_stime - self._before.ru_stime
        faults = used.ru_minflt - self._before.ru_minflt
        print(f"seconds {seconds:.4f} {system:.4f} {faults}", flush=True)


def main() -> None:
    """Follow the article from the data to the accuracy."""
    (x_train, y_train), (x_test, y_test) = mnist.load_data()
    x_train = x_train.reshape((60000, 28, 28, 1)).astype("float32") / 255
    x_test = x_test.reshape((10000, 28, 28, 1)).astype("float32") / 255
    y_train = to_categorical(y_train)
    y_test = to_categorical(y_test)

    model = Sequential()
    model.add(Input((28, 28, 1)))
    model.add(Conv2D(32, (3, 3), activation="relu"))
    model.add(MaxPooling2D((2, 2)))
    model.add(Flatten())
    model.add(Dense(128, activation="relu"))
    model.add(Dense(10, activation="softmax"))
    model.compile(
        optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"]
    )
    model.fit(
        x_train,
        y_train,
        epochs=int(sys.argv[1]),
        batch_size=128,
        validation_data=(x_test, y_test),
        callbacks=[EpochSeconds()],
        verbose=2,
    )
    loss, accuracy = model.evaluate(x_test, y_test, verbose=2)
    print(f"loss {loss:.4f} accuracy {accuracy:.4f}")


if __name__ == "__main__":
    main()
