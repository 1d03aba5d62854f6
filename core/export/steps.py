"""The Python of each step of the article, with a visitor's own values in it."""

import json

from core.export import own_digit, texts, training_step
from core.export.snippet import LINE_LENGTH, Code, comment
from core.settings.datasets import DATASETS
from core.settings.layers import LAYER_KINDS, Argument, Layer
from core.settings.network import SIDE, NetworkSpec
from core.settings.run import (
    FIRST_SHARE,
    LAST_SHARE,
    RISING_SHARE,
    Optimizer,
    RunSettings,
    Schedule,
)

INSTALL = "pip install tensorflow pillow"
# Step 1 is `INSTALL`; step 2 gathers what the others import.
PYTHON_STEPS = range(2, 9)
OPTIMIZERS = {
    Optimizer.ADAM: "Adam",
    Optimizer.SGD: "SGD",
    Optimizer.RMSPROP: "RMSprop",
}
ARTICLE = RunSettings()


def step(
    number: int, settings: RunSettings, language: str, goal: int | None = None
) -> Code:
    """Return the code of a step.

    Args:
        number: One of `PYTHON_STEPS`.
        settings: The values in it.
        language: Of its comments.
        goal: Epochs of a run that was continued; those of the settings if not given.

    Raises:
        NetworkError: The network cannot be built.
    """
    match number:
        case 2:
            return _set_seed(settings, language)
        case 3:
            return _prepare(settings, language)
        case 4:
            return _define(settings.network)
        case 5:
            return _compile(settings, language)
        case 6:
            return training_step.train(settings, language, goal or settings.epochs)
        case 7:
            return _evaluate(settings, language)
        case 8:
            return _predict(settings, language)
        case _:
            raise ValueError(f"step {number} has no Python")


def short_form(number: int, settings: RunSettings) -> str | None:
    """Return a step as the article writes it, where Trazo's own code is longer.

    Args:
        number: One of `PYTHON_STEPS`.
        settings: The values in it.

    Returns:
        The code; None where the step has no shorter form, as with augmentation.
    """
    if number == 6 and not settings.augments:
        return training_step.short_form(settings)
    return None


def _set_seed(settings: RunSettings, language: str) -> Code:
    needed = {"import keras"}
    for number in PYTHON_STEPS[1:]:
        needed.update(step(number, settings, language).imports)
    return Code(
        tuple(needed),
        f"{comment(texts.SEED, language)}\n"
        f"keras.utils.set_random_seed({settings.seed})",
    )


def _prepare(settings: RunSettings, language: str) -> Code:
    spec, images = DATASETS[settings.dataset], settings.images
    lines = [f"(x_train, y_train), (x_test, y_test) = {spec.name}.load_data()"]
    if images < spec.training_images:
        lines += [
            comment(texts.IMAGES, language, images=images, total=spec.training_images),
            f"x_train, y_train = x_train[:{images}], y_train[:{images}]",
        ]
    shape, tests = f"{spec.side}, {spec.side}, 1", spec.test_images
    lines += [
        comment(texts.PIXELS, language),
        f'x_train = x_train.reshape(({images}, {shape})).astype("float32") / 255',
        f'x_test = x_test.reshape(({tests}, {shape})).astype("float32") / 255',
        comment(texts.DATASETS[spec.name].one_hot, language),
        "y_train = to_categorical(y_train)",
        "y_test = to_categorical(y_test)",
    ]
    return Code(
        (
            f"from keras.datasets import {spec.name}",
            "from keras.utils import to_categorical",
        ),
        "\n".join(lines),
    )


def _define(spec: NetworkSpec) -> Code:
    layers = spec.layers()
    lines = [
        "model = Sequential()",
        f"model.add(Input(({SIDE}, {SIDE}, 1)))",
        *(f"model.add({layer.kind}({_arguments(layer)}))" for layer in layers),
    ]
    names = sorted({"Input", *(layer.kind.value for layer in layers)})
    statement = f"from keras.layers import {', '.join(names)}"
    if len(statement) > LINE_LENGTH:
        listed = "".join(f"    {name},\n" for name in names)
        statement = f"from keras.layers import (\n{listed})"
    return Code((statement, "from keras.models import Sequential"), "\n".join(lines))


def _arguments(layer: Layer) -> str:
    given = [
        (name, _written(value))
        for name, value in layer.arguments.items()
        if value is not None
    ]
    positional = LAYER_KINDS[layer.kind].positional
    return ", ".join(
        [value for _, value in given[:positional]]
        + [f"{name}={value}" for name, value in given[positional:]]
    )


def _written(value: Argument) -> str:
    return json.dumps(value) if isinstance(value, str) else repr(value)


def _compile(settings: RunSettings, language: str) -> Code:
    rate = repr(settings.learning_rate)
    name = OPTIMIZERS[settings.optimizer]
    schedule = ""
    if settings.schedule is Schedule.ONE_CYCLE:
        schedule = _one_cycle(settings, language)
        optimizer = f"keras.optimizers.{name}(learning_rate)"
    elif (settings.optimizer, settings.learning_rate) == (
        ARTICLE.optimizer,
        ARTICLE.learning_rate,
    ):
        optimizer = f'"{settings.optimizer}"'
    else:
        optimizer = f"keras.optimizers.{name}({rate})"
    return Code(
        ("import keras",) if "keras." in optimizer else (),
        f"{schedule}model.compile(\n"
        f"    optimizer={optimizer},\n"
        f'    loss="{settings.loss}",\n'
        f'    metrics=["accuracy"],\n'
        ")",
    )


def _one_cycle(settings: RunSettings, language: str) -> str:
    """Write what `core.training.keras_model.learning_rate` builds."""
    rate = repr(settings.learning_rate)
    return (
        f"{comment(texts.ONE_CYCLE, language)}\n"
        f"steps = {settings.epochs} * {training_step.batches(settings)}\n"
        f"rising = max(1, int({RISING_SHARE} * steps))\n"
        "learning_rate = keras.optimizers.schedules.CosineDecay(\n"
        f"    {rate} * {FIRST_SHARE},\n"
        "    decay_steps=max(1, steps - rising),\n"
        f"    alpha={LAST_SHARE},\n"
        f"    warmup_target={rate},\n"
        "    warmup_steps=rising,\n"
        ")\n"
    )


def _evaluate(settings: RunSettings, language: str) -> Code:
    said = texts.DATASETS[settings.dataset].accuracy.in_language(language)
    return Code(
        (),
        f'loss, accuracy = model.evaluate(x_test, y_test)\nprint(f"{said}")',
    )


def _predict(settings: RunSettings, language: str) -> Code:
    first_five = (
        f"{comment(texts.SOFTMAX, language)}\n"
        "probabilities = model.predict(x_test[:5])\n"
        "print(probabilities.round(3))\n"
        "print(probabilities.argmax(axis=1), y_test[:5].argmax(axis=1))"
    )
    if not DATASETS[settings.dataset].is_drawable:
        return Code((), first_five)
    own = own_digit.read(language)
    return Code(own.imports, f"{first_five}\n\n{own.body}")
