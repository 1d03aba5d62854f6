"""What the network of a class takes a sign for: the drawings that it finds like it."""

from collections import Counter

import streamlit as st

from core.explain import nearest_drawings
from core.prediction import Reading
from core.rooms import class_set
from core.rooms.split import Part
from core.ui.components.gallery import Tile, gallery
from core.ui.digit import class_network, model_picker
from core.ui.state import services
from core.ui.text.translate import number, t

NEAREST = 10


def panel(read: Reading) -> None:
    """Draw the nearest drawings that the network has learned from.

    Args:
        read: Of the drawing.
    """
    found = class_network.find()
    drawings = (
        ()
        if found is None
        else class_set.drawings_of(
            found.room, services.engine().rooms.drawings(found.room.id), Part.TRAINING
        )
    )
    if not drawings:
        st.caption(t("The class has no drawings for training any more."))
        return
    places = nearest_drawings.nearest(
        model_picker.network_path(),
        read.seen,
        class_set.joined(drawings).images,
        NEAREST,
        version=tuple(each.id for each in drawings),
    )
    near = [drawings[place] for place in places]
    names = model_picker.subject().names()
    counts = Counter(names[each.label] for each in near)
    with st.container(key="alike_nearest"):
        st.markdown(
            t("The drawings for training that it finds most like yours:")
            + " "
            + ", ".join(
                t("{name}: {n}", name=f"**{name}**", n=n)
                for name, n in counts.most_common()
            )
        )
        gallery(
            [
                Tile(
                    each.image,
                    caption=names[each.label],
                    alt=t("A drawing near yours: {name}.", name=names[each.label]),
                )
                for each in near
            ],
            key="alike_gallery",
            label=t(
                "The drawings for training that the network finds most like yours."
            ),
        )
        st.caption(
            t(
                "The nearest of {count} drawings, measured by the numbers that reach "
                "the last layer: whether they look alike to you plays no part.",
                count=number(len(drawings)),
            )
        )
