"""The article's network, in Keras."""

import keras

CLASSES = 10


def article() -> keras.Model:
    """Build and compile the network of the article.

    Returns:
        A model from (n, 28, 28, 1) float32 in [0, 1] to (n, 10) softmax, with Adam,
        categorical cross-entropy and accuracy.
    """
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, (3, 3), activation="relu"),
            keras.layers.MaxPooling2D((2, 2)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(CLASSES, activation="softmax"),
        ]
    )
    model.compile(
        optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"]
    )
    return model
