"""The texts of exported code, in both languages."""

from dataclasses import dataclass

from core.settings.datasets import DatasetName


@dataclass(frozen=True)
class Text:
    """One text in every language of `core.i18n`.

    Attributes:
        es: Spanish text.
        en: English text.
    """

    es: str
    en: str

    def in_language(self, language: str, /, **values: object) -> str:
        """Return the text in a language, with its placeholders filled in."""
        text: str = getattr(self, language)
        return text.format(**values) if values else text


@dataclass(frozen=True)
class StepText:
    """Introduction to a step.

    Attributes:
        title: Name of the step.
        opening: One or two sentences for the notebook.
    """

    title: Text
    opening: Text


TITLE = Text(
    es="Una red que lee números escritos a mano, hecha con Trazo.",
    en="A network that reads handwritten digits, made with Trazo.",
)
RUN = Text(es="Para ponerla en marcha:", en="To run it:")
MNIST = Text(
    es="Keras descarga el MNIST completo (11 MB) la primera vez. En el mismo tipo de "
    "ordenador y con las mismas versiones ({versions}), da los mismos resultados que "
    "Trazo con los mismos datos, salvo el redondeo.",
    en="Keras fetches the full MNIST (11 MB) the first time. On the same kind of "
    "machine and with the same versions ({versions}), it gives the same results as "
    "Trazo with the same data, up to rounding.",
)
LINK = Text(es="Estos ajustes, en Trazo:", en="These settings, in Trazo:")
FREE = Text(
    es="Este código es tuyo: úsalo, cámbialo y compártelo como quieras.",
    en="This code is yours: use it, change it and share it as you like.",
)

SEED = Text(
    es="La misma semilla da el mismo azar: pesos, orden de las imágenes, dropout.",
    en="The same seed gives the same chance: weights, order of the images, dropout.",
)
IMAGES = Text(
    es="Solo las primeras {images} de las {total} imágenes.",
    en="Only the first {images} of the {total} images.",
)
PIXELS = Text(
    es="Un canal, el gris, y valores de 0 a 1 en vez de 0 a 255.",
    en="One channel, grey, and values from 0 to 1 instead of 0 to 255.",
)
ONE_HOT = Text(
    es="Un 3 pasa a ser 0 0 0 1 0 0 0 0 0 0: un lugar para cada número.",
    en="A 3 becomes 0 0 0 1 0 0 0 0 0 0: one place for each digit.",
)
ONE_CYCLE = Text(
    es="La tasa de aprendizaje sube al principio y luego baja hasta casi nada: un "
    "ciclo. Aquí se cuentan los lotes: épocas por lotes de cada época.",
    en="The learning rate rises at first and then falls to next to nothing: one "
    "cycle. Counted in batches: epochs times batches of an epoch.",
)
ORDER = Text(
    es="El orden de las imágenes depende solo de la semilla y de la época: así se "
    "repite el entrenamiento de Trazo.",
    en="The order of the images depends on seed and epoch alone: that repeats the "
    "training in Trazo.",
)
ANY_ORDER = Text(
    es="Si el orden diera igual, bastaría una línea:",
    en="If any order would do, one line would be enough:",
)
AUGMENT = Text(
    es="La función con la que Trazo cambia las imágenes al azar.",
    en="The function with which Trazo changes the images by chance.",
)
AMOUNTS = Text(
    es="Como mucho: {rotation} grados, {shift} píxeles, {zoom} % de tamaño, "
    "{thickness} % de grosor.",
    en="At most: {rotation} degrees, {shift} pixels, {zoom} % of size, "
    "{thickness} % of thickness.",
)
CONTINUED = Text(
    es="{epochs} épocas y luego {more} más, de una vez.",
    en="{epochs} epochs and then {more} more, in one go.",
)
ACCURACY = Text(
    es="Acierta el {100 * accuracy:.2f} % de los números de prueba.",
    en="It reads {100 * accuracy:.2f} % of the test digits right.",
)
SOFTMAX = Text(
    es="De cada imagen, diez probabilidades que suman 1; la mayor es la respuesta.",
    en="Of each image, ten probabilities that add up to 1; the largest is the answer.",
)
OWN = Text(
    es="Tu propio número: guarda un dibujo cuadrado como digit.png junto a este "
    "archivo, con el número en el centro, a unos dos tercios del alto.",
    en="Your own digit: save a square drawing as digit.png beside this file, with "
    "the digit in the middle, about two thirds as high.",
)
INK = Text(
    es="En MNIST la tinta es clara y el papel oscuro.",
    en="In MNIST the ink is bright and the paper dark.",
)

STEPS = {
    1: StepText(
        Text(es="Instalar", en="Install"),
        Text(
            es="Todo lo que hace falta es TensorFlow, que trae Keras consigo. En una "
            "terminal:",
            en="All it takes is TensorFlow, which brings Keras along. In a terminal:",
        ),
    ),
    2: StepText(
        Text(es="El camino", en="The road ahead"),
        Text(
            es="Preparar los datos, definir la red, compilarla, entrenarla, evaluarla "
            "y predecir. Primero, las herramientas y la semilla del azar.",
            en="Prepare the data, define the network, compile it, train it, evaluate "
            "it and predict. First the tools, and the seed of chance.",
        ),
    ),
    3: StepText(
        Text(es="Preparar los datos", en="Prepare the data"),
        Text(
            es="MNIST son 70000 números escritos a mano: 60000 para aprender y 10000 "
            "para comprobar. La red quiere números de 0 a 1.",
            en="MNIST is 70000 handwritten digits: 60000 to learn from and 10000 to "
            "check. The network wants numbers from 0 to 1.",
        ),
    ),
    4: StepText(
        Text(es="Definir la red", en="Define the network"),
        Text(
            es="Capa sobre capa, desde los píxeles hasta diez probabilidades. Cambia "
            "una línea y mira qué pasa.",
            en="Layer upon layer, from the pixels to ten probabilities. Change a line "
            "and see what happens.",
        ),
    ),
    5: StepText(
        Text(es="Compilar", en="Compile"),
        Text(
            es="Cómo se corrige, qué error hace pequeño y qué se mide por el camino.",
            en="How it corrects itself, which error it makes small, and what is "
            "measured on the way.",
        ),
    ),
    6: StepText(
        Text(es="Entrenar", en="Train"),
        Text(
            es="La red mira las imágenes por lotes y se corrige un poco después de "
            "cada uno. Al final de cada época se comprueba con las de prueba.",
            en="The network looks at the images batch by batch and corrects itself a "
            "little after each. At the end of each epoch it is checked on the test "
            "images.",
        ),
    ),
    7: StepText(
        Text(es="Evaluar", en="Evaluate"),
        Text(
            es="¿Cuántos acierta de los que no ha visto al entrenar?",
            en="How many does it get right of those that it did not train on?",
        ),
    ),
    8: StepText(
        Text(es="Predecir", en="Predict"),
        Text(
            es="Los cinco primeros números de prueba y, si quieres, uno tuyo.",
            en="The first five test digits and, if you like, one of your own.",
        ),
    ),
}


@dataclass(frozen=True)
class DatasetText:
    """The texts that depend on the data set.

    Attributes:
        title: What the network does.
        about: Where the data come from.
        opening: Introduction to step 3, which prepares them.
        one_hot: What a label becomes.
        accuracy: What step 7 prints.
        predict: Introduction to step 8.
    """

    title: Text
    about: Text
    opening: Text
    one_hot: Text
    accuracy: Text
    predict: Text


CLOTHES_TITLE = Text(
    es="Una red que reconoce ropa, hecha con Trazo.",
    en="A network that recognises clothes, made with Trazo.",
)
FASHION_MNIST = Text(
    es="Keras descarga Fashion-MNIST (31 MB) la primera vez. En el mismo tipo de "
    "ordenador y con las mismas versiones ({versions}), da los mismos resultados que "
    "Trazo con los mismos datos, salvo el redondeo.",
    en="Keras fetches Fashion-MNIST (31 MB) the first time. On the same kind of "
    "machine and with the same versions ({versions}), it gives the same results as "
    "Trazo with the same data, up to rounding.",
)
CLOTHES_OPENING = Text(
    es="Fashion-MNIST son 70000 fotos de ropa de 10 clases: 60000 para aprender y "
    "10000 para comprobar. La red quiere números de 0 a 1.",
    en="Fashion-MNIST is 70000 photos of clothes of 10 classes: 60000 to learn from "
    "and 10000 to check. The network wants numbers from 0 to 1.",
)
CLOTHES_ONE_HOT = Text(
    es="Un vestido, la clase 3, pasa a ser 0 0 0 1 0 0 0 0 0 0: un lugar para cada "
    "clase.",
    en="A dress, class 3, becomes 0 0 0 1 0 0 0 0 0 0: one place for each class.",
)
CLOTHES_ACCURACY = Text(
    es="Acierta el {100 * accuracy:.2f} % de las prendas de prueba.",
    en="It gets {100 * accuracy:.2f} % of the test clothes right.",
)
CLOTHES_PREDICT = Text(
    es="Las cinco primeras prendas de prueba.",
    en="The first five test images of clothes.",
)
DATASETS = {
    DatasetName.MNIST: DatasetText(
        TITLE, MNIST, STEPS[3].opening, ONE_HOT, ACCURACY, STEPS[8].opening
    ),
    DatasetName.FASHION_MNIST: DatasetText(
        CLOTHES_TITLE,
        FASHION_MNIST,
        CLOTHES_OPENING,
        CLOTHES_ONE_HOT,
        CLOTHES_ACCURACY,
        CLOTHES_PREDICT,
    ),
}
