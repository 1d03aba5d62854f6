"""Networks that Keras has traced, for the next run of the same shape.

Tracing takes more processor time than an epoch of a thousand images. A run that is
given a traced network gives it the weights that its own seed draws, and trains to the
same numbers, bit for bit.
"""

from collections.abc import Hashable
from typing import Any

import keras
import tensorflow as tf

from core.settings.network import SIDE, NetworkSpec
from core.settings.run import RunSettings, Schedule
from core.training import keras_model, litert_export

# A class trains two or three shapes in turn. The article's network with its optimiser
# has eight megabytes of numbers, and the graphs of a shape take about as much again.
MOST_KEPT = 4
# All that are kept together; Adam has two numbers more for each parameter, and a LiteRT
# file has one.
MOST_PARAMETERS_KEPT = 3_000_000


class TracedNetwork:
    """A compiled network, and what was compiled for it.

    Args:
        settings: Of the run that it is built for, with its seed set.
        batches_per_epoch: Of that run.

    Attributes:
        model: The network.
        answers: From (n, 28, 28, 1) float32 to (n, 10) softmax, compiled; n changes
            without another compilation.
    """

    def __init__(self, settings: RunSettings, batches_per_epoch: int) -> None:
        self.model: keras.Model = keras_model.build(settings, batches_per_epoch)
        # Asked plainly, Keras takes 5 to 10 ms each time, 4 % of an epoch.
        self.answers: Any = tf.function(
            lambda images: self.model(images, training=False),
            input_signature=[tf.TensorSpec((None, SIDE, SIDE, 1), tf.float32)],
            autograph=False,
        )
        self._spec: NetworkSpec = settings.network
        self._template: litert_export.LitertTemplate | None = None
        self._has_template = True

    def restart(self, settings: RunSettings) -> None:
        """Make it what `keras_model.build` would return now.

        Args:
            settings: Of a run of the same shape, with its seed set.
        """
        fresh = keras_model.layers(settings.network)
        # Dropout's chance is among the variables.
        for variable, value in zip(self.model.variables, fresh.variables, strict=True):
            variable.assign(value)
        optimizer = self.model.optimizer
        for variable in optimizer.variables:
            if variable is not optimizer.learning_rate:
                variable.assign(keras.ops.zeros_like(variable))
        if settings.schedule is Schedule.CONSTANT:
            optimizer.learning_rate = settings.learning_rate

    def litert_file(self) -> bytes:
        """Return the network as the bytes of a LiteRT file."""
        if self._template is None and self._has_template:
            try:
                self._template = litert_export.LitertTemplate(self._spec)
            except litert_export.TemplateUnusable:
                self._has_template = False
        if self._template is None:
            return litert_export.export(self.model)
        return self._template.filled(self.model)


class TracedNetworks:
    """The networks that no run trains now, those used last.

    A run takes one out and puts it back: no two runs ever share one. One that is not
    put back is forgotten, as after a training that failed.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, TracedNetwork] = {}

    def take(self, settings: RunSettings, batches_per_epoch: int) -> TracedNetwork:
        """Return a network as `keras_model.build` returns it, traced where one is kept.

        Args:
            settings: Of the run; its seed has been set.
            batches_per_epoch: Of the run.

        Raises:
            NetworkError: It cannot be built.
        """
        network = self._kept.pop(_shape(settings, batches_per_epoch), None)
        if network is None:
            return TracedNetwork(settings, batches_per_epoch)
        network.restart(settings)
        return network

    def put_back(
        self, network: TracedNetwork, settings: RunSettings, batches_per_epoch: int
    ) -> None:
        """Keep a network for the next run of its shape.

        Args:
            network: From `take`.
            settings: As given to `take`.
            batches_per_epoch: As given to `take`.
        """
        shape = _shape(settings, batches_per_epoch)
        self._kept.pop(shape, None)
        self._kept[shape] = network
        while len(self._kept) > MOST_KEPT or self._parameters() > MOST_PARAMETERS_KEPT:
            # The oldest of a dictionary is its first.
            self._kept.pop(next(iter(self._kept)))

    def _parameters(self) -> int:
        return sum(network.model.count_params() for network in self._kept.values())


networks = TracedNetworks()


def _shape(settings: RunSettings, batches_per_epoch: int) -> Hashable:
    """Return what the traced graphs depend on, and nothing more.

    A schedule is a constant of the graph; a learning rate without one is a variable.
    """
    return (
        settings.network,
        settings.optimizer,
        settings.loss,
        settings.schedule,
        None
        if settings.schedule is Schedule.CONSTANT
        else (settings.learning_rate, settings.epochs * batches_per_epoch),
    )
