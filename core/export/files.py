"""Exports a whole run as one file: a Python script or a Jupyter notebook."""

import contextlib
import textwrap
from importlib import metadata

from core import i18n
from core.export import steps, texts
from core.export.snippet import COMMENT_LENGTH, imports
from core.settings import query_params
from core.settings.run import RunSettings

SCRIPT = "trazo.py"
NOTEBOOK = "trazo.ipynb"
# Packages that affect the results; only one of the two TensorFlows is installed.
PACKAGES = ("tensorflow", "tensorflow-cpu", "keras", "numpy")
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def script(
    settings: RunSettings, language: str, goal: int | None = None, *, base: str = ""
) -> str:
    """Return the run as a script that needs TensorFlow and Pillow.

    Args:
        settings: Settings of the run.
        language: Language of the comments, a key of `core.i18n.LANGUAGES`.
        goal: Number of epochs of a continued run; the settings' number if None.
        base: URL of the app, for the link to the settings.

    Raises:
        NetworkError: The network cannot be built.
    """
    sections = [
        _docstring(settings, language, base),
        *_sections(settings, language, goal),
    ]
    return "\n\n".join(sections) + "\n"


def code_lines(settings: RunSettings) -> int:
    """Return how many lines the script has, without comments and empty lines.

    Args:
        settings: Settings of the run.

    Raises:
        NetworkError: The network cannot be built.
    """
    lines = "\n".join(_sections(settings, i18n.DEFAULT_LANGUAGE, None)).splitlines()
    return sum(1 for line in lines if line and not line.lstrip().startswith("#"))


def _sections(settings: RunSettings, language: str, goal: int | None) -> list[str]:
    """Return the imports, and the code of each step below its title."""
    sections = []
    for number in steps.PYTHON_STEPS:
        code = steps.step(number, settings, language, goal)
        if number == steps.PYTHON_STEPS[0]:
            sections.append(imports(code.imports))
        title = texts.STEPS[number].title.in_language(language)
        sections.append(f"# {number}. {title}\n{code.body}")
    return sections


def notebook(
    settings: RunSettings, language: str, goal: int | None = None, *, base: str = ""
) -> str:
    """Return the run as a notebook with one cell for each step.

    Args:
        settings: Settings of the run.
        language: Language of the texts and comments, a key of `core.i18n.LANGUAGES`.
        goal: Number of epochs of a continued run; the settings' number if None.
        base: URL of the app, for the link to the settings.

    Raises:
        NetworkError: The network cannot be built.
    """
    from nbformat import v4, writes  # noqa: PLC0415  6 MB that few visitors need

    install = f"```sh\n{steps.INSTALL}\n```"
    cells = [
        v4.new_markdown_cell(_head(settings, language, base), id="head"),
        v4.new_markdown_cell(
            f"{_opening(1, settings, language)}\n\n{install}", id="step-1"
        ),
    ]
    for number in steps.PYTHON_STEPS:
        code = steps.step(number, settings, language, goal)
        # As in the script, all imports are at the beginning.
        source = code.write() if number == steps.PYTHON_STEPS[0] else code.body
        cells += [
            v4.new_markdown_cell(
                _opening(number, settings, language), id=f"step-{number}"
            ),
            v4.new_code_cell(source, id=f"step-{number}-code"),
        ]
    described = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return f"{writes(v4.new_notebook(cells=cells, metadata=described))}\n"


def _docstring(settings: RunSettings, language: str, base: str) -> str:
    paragraphs = [
        texts.DATASETS[settings.dataset].title.in_language(language),
        f"{texts.RUN.in_language(language)}\n    {steps.INSTALL}\n    python {SCRIPT}",
        textwrap.fill(_about(settings, language), COMMENT_LENGTH),
        f"{texts.LINK.in_language(language)}\n{_link(settings, language, base)}",
        texts.FREE.in_language(language),
    ]
    return '"""{}\n"""'.format("\n\n".join(paragraphs))


def _head(settings: RunSettings, language: str, base: str) -> str:
    title = texts.DATASETS[settings.dataset].title.in_language(language)
    paragraphs = [
        f"# {title.removesuffix('.')}",
        _about(settings, language),
        f"{texts.LINK.in_language(language)} `{_link(settings, language, base)}`",
        texts.FREE.in_language(language),
    ]
    return "\n\n".join(paragraphs)


def _opening(number: int, settings: RunSettings, language: str) -> str:
    text, of_dataset = texts.STEPS[number], texts.DATASETS[settings.dataset]
    opening = {3: of_dataset.opening, 8: of_dataset.predict}.get(number, text.opening)
    return (
        f"## {number}. {text.title.in_language(language)}\n\n"
        f"{opening.in_language(language)}"
    )


def _about(settings: RunSettings, language: str) -> str:
    about = texts.DATASETS[settings.dataset].about
    return about.in_language(language, versions=", ".join(_versions()))


def _versions() -> list[str]:
    versions = []
    for name in PACKAGES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            versions.append(f"{name} {metadata.version(name)}")
    return versions


def _link(settings: RunSettings, language: str, base: str) -> str:
    return query_params.link(base, "/train", language, settings, frozenset())
