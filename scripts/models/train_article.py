"""Trains the article's network, which the Draw page compares with the shipped one.

``python -m scripts.models.train_article`` needs full MNIST in Keras's cache folder, and
writes core/assets/article.tflite: the article's recipe, seed 1.
"""

from core import prediction
from core.datasets import loader
from core.runs.progress import Report
from core.runs.tasks import TrainTask
from core.settings.run import RunSettings
from core.training import fit
from core.training.lease import Lease


def main() -> None:
    """Train the network and write its file."""
    lease = Lease()

    def announce(report: Report) -> None:
        lease.renew()
        for epoch in report.epochs:
            print(f"epoch {epoch.epoch}: {epoch.val_accuracy:.4f}", flush=True)

    trained = fit.train(
        TrainTask(run_id="article", settings=RunSettings(), source=loader.Source.MNIST),
        loader.load(loader.Source.MNIST),
        lease=lease,
        send=announce,
    )
    prediction.ARTICLE_PATH.write_bytes(trained.litert_file)


if __name__ == "__main__":
    main()
