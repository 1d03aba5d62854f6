"""What the Train page says next to a run that is over."""

from core.engine.run import Run
from tests.support.bundles import done
from tests.support.saved_runs import checkpoint


def test_the_versions_of_keras_that_open_the_file_are_said(
    open_with, engine, monkeypatch
):
    run = Run.from_record(
        done(continues=None), checkpoint(2), fine_tuning=None, fetch=lambda _: None
    )
    monkeypatch.setattr(engine, "runs_of", lambda _: (run,), raising=False)
    page = open_with("pages/train.py", lang="es")
    (said,) = [c.value for c in page.caption if "Keras" in c.value]
    assert said == "El archivo se abre con Keras 3.10 o posterior."
