"""Nicknames are dealt, differ, fit, and hurt nobody."""

import random
import re

import pytest

from core.i18n import LANGUAGES
from core.rooms.limits import MOST_SEATS, MOST_SPINS
from core.rooms.nicknames import ANIMALS, WORDS, deal, in_words
from core.store.tables import seats

# What is said of people to hurt them, in some part of the world where one of the two
# languages is spoken: for weight, looks, colour, origin, faith, sex, wit or fear.
HURTFUL = set(
    re.findall(
        r"\w+",
        """
    ape ass beast beaver bitch boar bug buffalo bull bunny chicken chimp cockroach coon
    cougar cow coyote cuckoo dodo dog donkey duck elephant fish fox frog goat goose
    gorilla hippo hippopotamus hog hyena jackass jellyfish leech louse lizard maggot
    mole monkey moose mosquito moth mouse mule orangutan ostrich ox parasite peacock
    pig pigeon pony puppy pussy rabbit raccoon rat reptile rhino seal sheep
    shrimp skunk slug sloth snail snake sow spider squirrel swine tick toad turkey
    turtle vermin vulture walrus weasel whale worm
    alligator
    ballena bestia besugo bicho borrego borrico burra burro buey bruja cabra cabrón
    cacatúa camello cernícalo cerdo chacal chancho chimpancé chinche cobra cochino
    conejo cordero coneja cotorra cucaracha cuervo culebra elefante foca gallina gallo
    ganso garrapata gata gorila guarro gusano hiena hipopótamo jirafa lagarta lagarto
    larva lechuza lirón loca loro macaco mapache mariposa marica mofeta mono mosca
    mosquito mula orangután oveja pájaro paloma parásito pato pavo perezoso perra perro
    pez piojo polla pollo pulga pulpo rana rata ratón reptil rinoceronte sabandija
    sanguijuela sapo serpiente tapir tarántula topo toro tortuga urraca vaca víbora
    zángano zorra zorro
    black brown white yellow dark pale fat big huge tiny small little thin short tall
    slow lazy dull dumb stupid silly mad crazy blind deaf lame ugly old poor dirty
    smelly weak soft wild clumsy crooked odd queer gay hot sexy naked horny spotted
    hairy bald sad lonely angry cold bitter sour strange foreign cheap broken wooden
    negro blanco amarillo moreno oscuro pálido gordo grande enorme pequeño diminuto
    flaco bajo alto lento vago tonto bobo loco ciego sordo cojo feo viejo pobre sucio
    débil blando salvaje torpe raro caliente desnudo peludo calvo triste solo solitario
    enfadado frío amargo extraño extranjero barato roto
        """,
    )
)


def pairs(path):
    """Return the English and the Spanish words of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split()) for line in lines]


def every_name():
    """Return all nicknames as they may be stored."""
    return [
        f"{animal}-{word}"
        for animal in range(len(pairs(ANIMALS)))
        for word in range(len(pairs(WORDS)))
    ]


@pytest.mark.parametrize("path", [ANIMALS, WORDS])
def test_each_word_has_its_translation_and_is_there_once(path):
    found = pairs(path)
    assert {len(pair) for pair in found} == {2}
    for words in zip(*found, strict=True):
        assert len(set(words)) == len(words)
        assert all(word == word.lower() and word.isalpha() for word in words)


@pytest.mark.parametrize("path", [ANIMALS, WORDS])
def test_no_word_hurts_anybody(path):
    assert not HURTFUL.intersection(word for pair in pairs(path) for word in pair)


def test_each_nickname_fits_and_reads_as_two_words():
    length = getattr(seats.c.nickname.type, "length", None)
    assert length == 8
    for language in LANGUAGES:
        read = {in_words(name, language) for name in every_name()}
        assert len(read) == len(every_name())
        assert all(len(name.split()) == 2 for name in read)
    assert max(len(name) for name in every_name()) <= length


def test_a_full_room_has_as_many_animals_as_seats_and_spins_differ():
    chance = random.Random(4)
    assert len(pairs(ANIMALS)) > MOST_SEATS
    for _ in range(20):
        taken: list[str] = []
        for _ in range(MOST_SEATS):
            taken.append(deal(taken, chance))
        animals = [name.split("-")[0] for name in taken]
        assert len(set(animals)) == MOST_SEATS
        for _ in range(MOST_SPINS):
            dealt = deal(taken, chance)
            assert dealt not in taken
            assert dealt.split("-")[0] not in animals
            taken[0], animals[0] = dealt, dealt.split("-")[0]


def test_names_run_out_after_all_were_dealt():
    chance = random.Random(5)
    taken: set[str] = set()
    for _ in every_name():
        taken.add(deal(taken, chance))
    assert taken == set(every_name())


def test_a_language_that_has_no_words_reads_the_english():
    assert in_words("0-0", "fr") == in_words("0-0", "en")
    assert in_words("0-0", "es") != in_words("0-0", "en")
