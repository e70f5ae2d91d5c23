"""The embedded broker against what breaks one: half a file, kills, rivals, an emptied folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from kombu import Connection, Exchange, Queue

from config.broker import Spool, Transport, spool_at

QUEUE = Queue("work", Exchange("work"), routing_key="work")


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path)


@pytest.fixture
def connection(tmp_path):
    with Connection(transport=Transport, transport_options={"folder": str(tmp_path)}) as connection:
        yield connection


def send(connection, *bodies):
    with connection.Producer() as producer:
        for body in bodies:
            producer.publish(body, exchange=QUEUE.exchange, routing_key="work", declare=[QUEUE])


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_messages_arrive_in_order_and_are_gone_when_acknowledged(connection, tmp_path):
    send(connection, {"n": 1}, {"n": 2})
    queue = connection.SimpleQueue(QUEUE)

    first, second = queue.get(timeout=1), queue.get(timeout=1)
    assert (first.payload, second.payload) == ({"n": 1}, {"n": 2})
    first.ack()
    second.ack()

    assert not list(tmp_path.rglob("*.work"))


@pytest.mark.parametrize("requeue", [True, False])
def test_a_rejected_message_comes_again_only_if_asked(connection, requeue):
    send(connection, "again?")
    queue = connection.SimpleQueue(QUEUE)
    queue.get(timeout=1).reject(requeue=requeue)

    assert len(queue) == requeue


def test_what_was_not_acknowledged_goes_back_when_the_channel_closes(connection, spool):
    send(connection, "kept")
    with connection.SimpleQueue(QUEUE) as queue:
        queue.get(timeout=1)
        assert spool.size("work") == 0

    connection.close()
    assert spool.size("work") == 1


def test_a_consumer_that_never_acknowledges_leaves_nothing_behind(connection, tmp_path):
    send(connection, "seen")
    with connection.SimpleQueue(QUEUE, no_ack=True) as queue:
        assert queue.get(timeout=1).payload == "seen"

    assert not list(tmp_path.rglob("*.work"))


@pytest.mark.parametrize("rubbish", [b"", b"{", b"[]", b'{"properties": {}}', b"\xff"])
def test_an_unreadable_file_is_set_aside_and_the_next_one_served(connection, spool, rubbish):
    spool.put("work", rubbish)
    send(connection, "sound")
    queue = connection.SimpleQueue(QUEUE)

    assert queue.get(timeout=1).payload == "sound"
    assert [path.read_bytes() for path in spool.corrupt.iterdir()] == [rubbish]


def test_a_half_written_message_is_not_seen_and_is_cleared_in_time(spool):
    draft = spool.writing / "1-a.work"
    draft.write_bytes(b"{")
    assert spool.take("work") is None

    os.utime(draft, (0, 0))
    spool.take_back()
    assert not names(spool.writing)


def test_queues_do_not_mix(spool):
    spool.put("work", b"1")
    spool.put("homework", b"2")

    assert spool.size("work") == 1
    assert spool.purge("work") == 1
    assert spool.size("homework") == 1


def test_two_takers_never_get_the_same_message(tmp_path):
    for number in range(200):
        Spool(tmp_path).put("work", str(number).encode())
    taken: list[str] = []

    def take_all() -> None:
        spool = Spool(tmp_path)
        while message := spool.take("work"):
            taken.append(message.read_text())

    threads = [threading.Thread(target=take_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken, key=int) == [str(number) for number in range(200)]


def test_a_living_taker_keeps_what_it_took(tmp_path):
    first, second = Spool(tmp_path), Spool(tmp_path)
    first.put("work", b"1")
    assert first.take("work")
    assert second.has_takers()

    second.take_back()
    assert second.take("work") is None


def test_what_a_killed_taker_held_is_taken_back(tmp_path):
    code = """
        import sys, time
        from pathlib import Path
        from config.broker import Spool
        print(Spool(Path(sys.argv[1])).take("work").name, flush=True)
        time.sleep(60)
    """
    spool = Spool(tmp_path)
    spool.put("work", b"1")
    command = [sys.executable, "-c", textwrap.dedent(code), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as taker:
        name = taker.stdout.readline().strip()
        assert spool.take("work") is None
        taker.send_signal(signal.SIGKILL)
        taker.wait()

    spool.take_back()
    assert spool.take("work").name == name
    assert len(names(spool.taken)) == 1  # the dead one's folder is gone


def test_an_emptied_folder_is_made_again(spool):
    spool.put("work", b"lost")
    spool.take("work")
    for path in sorted(spool.folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()

    assert spool.take("work") is None
    spool.put("work", b"kept")
    assert spool.take("work").read_bytes() == b"kept"


def test_nobody_takes_from_a_fresh_folder(spool):
    assert not spool.has_takers()
    spool.take("work")
    assert spool.has_takers()


def test_a_process_has_one_spool_a_folder(tmp_path):
    assert spool_at(str(tmp_path)) is spool_at(str(tmp_path))
