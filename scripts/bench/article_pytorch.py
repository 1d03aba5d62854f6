"""The article's network as a beginner writes it in PyTorch, for comparison.

``python -m scripts.bench.article_pytorch 3`` trains 3 epochs in `scripts.bench.peers`'s
environment and prints each one's seconds.
"""

import sys
import time

import numpy as np
import torch
from keras.datasets import mnist
from numpy.typing import NDArray
from torch import nn

BATCH_SIZE = 128


def main() -> None:
    """Follow the article from the data to the accuracy."""
    train, test = mnist.load_data()
    (x_train, y_train), (x_test, y_test) = map(_tensors, (train, test))
    model = nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(13 * 13 * 32, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )
    # As in Keras, which has 1e-7 where PyTorch has 1e-8.
    optimizer = torch.optim.Adam(model.parameters(), eps=1e-7)
    loss_of = nn.CrossEntropyLoss()
    for _ in range(int(sys.argv[1])):
        began = time.perf_counter()
        model.train()
        right = torch.zeros((), dtype=torch.long)
        for chosen in torch.randperm(len(x_train)).split(BATCH_SIZE):
            optimizer.zero_grad()
            answers = model(x_train[chosen])
            loss_of(answers, y_train[chosen]).backward()
            optimizer.step()
            right += (answers.argmax(1) == y_train[chosen]).sum()
        accuracy = _validate(model, x_test, y_test)
        # The format of `scripts.bench.article`.
        print(f"seconds {time.perf_counter() - began:.4f} 0 0", flush=True)
        print(f"training {int(right) / len(x_train):.4f}, accuracy {accuracy:.4f}")


def _tensors(
    digits: tuple[NDArray[np.uint8], NDArray[np.uint8]],
) -> tuple[torch.Tensor, torch.Tensor]:
    images, labels = digits
    pixels = torch.from_numpy(images).float().unsqueeze(1) / 255
    return pixels, torch.from_numpy(labels).long()


def _validate(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    model.eval()
    right = 0
    with torch.no_grad():
        for x, y in zip(
            images.split(BATCH_SIZE), labels.split(BATCH_SIZE), strict=True
        ):
            right += int((model(x).argmax(1) == y).sum())
    return right / len(images)


if __name__ == "__main__":
    main()
