"""What a visitor reads about a file of work that was imported, or that was not."""

import re
from types import SimpleNamespace

import pytest

from core.archive.work_zip import ImportedWork
from core.errors import DiskFull, JobsFull, WorkUnreadable


class ImportsOf:
    """Import jobs that a test fills."""

    def __init__(self, job=None, error=None):
        self.job = job
        self.error = error
        self.submitted = []

    def find(self, _visitor):
        """Return the job."""
        return self.job

    def submit(self, file, _source, _visitor):
        """Note the file, or raise the error."""
        self.submitted.append(file.path.read_bytes())
        file.remove()
        if self.error is not None:
            raise self.error


def over(**changes):
    """Return a job that is over."""
    job = {"is_over": True, "error": None, "brought": None, "runs": 0, "known": 0}
    return SimpleNamespace(**(job | changes))


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (0, None),
        (1, "1 older one is still in the file alone"),
        (28, "28 older ones are still in the file alone"),
    ],
)
def test_what_is_left_in_the_file_is_said(opened, keeping, left, words):
    keeping.import_jobs = ImportsOf(over(runs=12, brought=ImportedWork((), left=left)))
    page = opened.run()
    assert not page.exception
    (said,) = [success.value for success in page.success]
    assert said.startswith("12 networks are back.")
    assert ("still in the file" in said) == (words is not None)
    assert (words or "") in said
    assert words is None or "newest 12 networks" in said


def test_a_refusal_is_said(opened, keeping):
    keeping.import_jobs = ImportsOf(over(error=WorkUnreadable("no zip")))
    page = opened.run()
    assert re.match(r"Nothing was brought back\. This is neither", page.error[0].value)


def test_a_full_disk_is_said_and_the_next_file_is_taken(opened, keeping):
    keeping.import_jobs = jobs = ImportsOf(error=DiskFull("no space"))
    file = ("trazo.zip", b"some work", "application/zip")
    page = opened.run()
    uploader = next(u for u in page.file_uploader if u.key.startswith("work_import_"))
    page = uploader.set_value(file).run()
    assert not page.exception
    assert jobs.submitted == [b"some work"]
    (said,) = [error.value for error in page.error]
    assert said == (
        "Nothing was brought back. The server’s disk is full. "
        "Tell the person who runs it, and try again."
    )
    jobs.error = None
    uploader = next(u for u in page.file_uploader if u.key.startswith("work_import_"))
    page = uploader.set_value(file).run()
    assert not page.exception
    assert jobs.submitted == [b"some work"] * 2
    assert [error.value for error in page.error] == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Nothing was brought back. 40 files and maps are already waiting"),
        ("es", "Ya esperan 40 archivos y mapas"),
    ],
)
def test_a_full_line_is_said(opened, keeping, language, said):
    keeping.import_jobs = ImportsOf(error=JobsFull(40))
    opened.query_params["lang"] = language
    # A panel of another language is another panel, and folded.
    opened.run().session_state["trazo"].widgets.unfolded |= {"work"}
    page = opened.run()
    uploader = next(u for u in page.file_uploader if u.key.startswith("work_import_"))
    page = uploader.set_value(("trazo.zip", b"some work", "application/zip")).run()
    assert not page.exception
    (error,) = [error.value for error in page.error]
    assert said in error


@pytest.mark.parametrize("script", ["app.py", "pages/draw.py"])
def test_each_page_says_that_its_visitor_still_waits(open_page, engine, script):
    engine.job_line.has_any = lambda visitor: True
    page = open_page(script).run()
    assert not page.exception
    assert set(engine.job_line.watched) == {
        page.session_state["trazo"].identity.visitor
    }
