"""One command from nothing to a running product, and back to nothing."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request

import psutil
import pytest
from tests.simulate.installation import Installation, free_port

from guihang.core.postgres.cluster import Cluster
from guihang.model.limbs import LIMBS
from guihang.project.demo import PEOPLE

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = Installation(tmp_path_factory.mktemp("demo") / "var")
    yield made
    made.cluster.stop()


@pytest.fixture
def start(home):
    """Start demos; whatever a test leaves running is ended."""
    started = []

    def begin(*arguments):
        started.append(home.demo(*arguments))
        return started[-1]

    yield begin
    for running in started:
        running.end()


def get(address):
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.status, answer.read().decode()


def signed_in(address, username, password):
    """A browser of sorts, after both steps of the sign-in; the demo shows the code."""
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    page = browser.open(f"{address}/login/", timeout=20).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    form = {"login": username, "password": password, "csrfmiddlewaretoken": token}
    request = urllib.request.Request(
        f"{address}/login/", urllib.parse.urlencode(form).encode(), {"Referer": f"{address}/login/"}
    )
    step = browser.open(request, timeout=30).read().decode()
    form = {
        "code": re.search(r'data-demo-code(?:="")?>(\d{6})<', step)[1],
        "csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', step)[1],
    }
    request = urllib.request.Request(
        f"{address}/login/code/", urllib.parse.urlencode(form).encode(),
        {"Referer": f"{address}/login/code/"},
    )  # fmt: skip
    return browser.open(request, timeout=30)


def processes(home):
    """Everything of this installation that runs, found by its folder in the environment."""
    mark = f"GUIHANG_VAR={home.var}"
    found = []
    for process in psutil.process_iter():
        try:
            if f"GUIHANG_VAR={process.environ().get('GUIHANG_VAR')}" == mark:
                found.append(process)
        except psutil.Error:
            continue
    return found


def jobs_done(home):
    rows = home.sql("SELECT task_name FROM procrastinate_jobs WHERE status = 'succeeded'")
    return {name.rpartition(".")[2] for (name,) in rows}


def people(home):
    home.cluster.start()
    try:
        return home.sql("SELECT number, id FROM cases_person ORDER BY number")
    finally:
        home.cluster.stop()


def test_a_first_start_makes_the_region_and_serves_it(home, start):
    port = free_port()
    address = f"http://localhost:{port}"

    running = start("--port", str(port))
    running.wait_for("analyst")

    assert address in running.said
    assert "演示区域 · Demo region" in running.said
    assert f"{PEOPLE} / {PEOPLE}" in running.said
    assert get(f"{address}/healthz") == (200, "ok")
    page = signed_in(address, "worker", "guihang-demo")
    assert page.status == 200
    assert "login" not in page.url

    until, night = time.monotonic() + 180, {"expire_handovers", "plan_again"}
    while not jobs_done(home) >= night and time.monotonic() < until:
        time.sleep(0.5)
    assert jobs_done(home) >= night  # the night's work was made up

    second = home.run("demo", "--no-browser")
    assert second.returncode == 1
    assert "已在运行" in second.stdout
    assert address in second.stdout

    assert running.end(signal.SIGINT) == 0
    assert "已停止 · Stopped" in running.said
    assert home.cluster.status().state == "stopped"
    assert processes(home) == []
    assert len(people(home)) > PEOPLE  # and those whom the year of the article met


def test_each_item_of_the_model_has_records_by_its_own_actions(home):
    home.cluster.start()
    try:
        done = {name for (name,) in home.sql("SELECT DISTINCT action FROM core_entry")}
    finally:
        home.cluster.stop()
    items = [item for limb in LIMBS for item in limb.items]

    assert len(items) > 30
    assert {item.code: {*item.actions} - done for item in items if {*item.actions} - done} == {}


def test_a_second_start_keeps_the_data_and_sigterm_ends_it_as_well(home, start):
    before, port = people(home), free_port()
    drill = Cluster(home.var / "drill" / "postgres")
    drill.start()  # as a restore drill leaves it that was cut short

    running = start("--port", str(port))
    running.wait_for("analyst")
    assert "Demo region" not in running.said
    assert running.end(signal.SIGTERM) == 0

    after = people(home)
    assert after[:PEOPLE] == before[:PEOPLE]
    assert len(after) == len(before)  # the night sealed who had been out for three years
    assert processes(home) == []
    assert drill.status().state != "running"
    assert not (home.var / "drill").exists()


def test_a_killed_web_server_is_reported_and_nothing_is_left_behind(home, start):
    running = start("--port", str(free_port()))
    running.wait_for("analyst")
    (server,) = [
        child for child in psutil.Process(running.process.pid).children()
        if "granian" in " ".join(child.cmdline())
    ]  # fmt: skip

    server.send_signal(signal.SIGKILL)

    assert running.process.wait(60) == 1
    assert "网页服务意外结束(SIGKILL)" in running.said
    assert "web server ended unexpectedly (SIGKILL)" in running.said
    assert processes(home) == []
    assert home.cluster.status().state == "stopped"


def test_a_killed_worker_of_the_web_server_is_replaced(home, start):
    port = free_port()
    running = start("--port", str(port))
    running.wait_for("analyst")
    (server,) = [
        child for child in psutil.Process(running.process.pid).children()
        if "granian" in " ".join(child.cmdline())
    ]  # fmt: skip
    workers = server.children()

    for worker in workers:
        worker.send_signal(signal.SIGKILL)

    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if get(f"http://127.0.0.1:{port}/healthz")[0] == 200:
                break
        except OSError:
            time.sleep(0.2)
    assert running.process.poll() is None, running.said
    assert get(f"http://127.0.0.1:{port}/healthz") == (200, "ok")


def test_a_killed_starter_takes_its_children_with_it(home, start):
    running = start("--port", str(free_port()))
    running.wait_for("analyst")

    running.end(signal.SIGKILL)

    until = time.monotonic() + 30
    while processes(home) and time.monotonic() < until:
        time.sleep(0.2)
    assert processes(home) == []
    home.cluster.stop()


def test_data_of_another_version_are_named_and_left_as_they_are(home):
    of_later = "('cases', '0999_of_later', now())"
    home.cluster.start()
    home.sql(f"INSERT INTO django_migrations (app, name, applied) VALUES {of_later}", role="owner")
    home.cluster.stop()

    refused = home.run("demo", "--no-browser", "--port", str(free_port()))

    home.cluster.start()
    home.sql("DELETE FROM django_migrations WHERE name = '0999_of_later'", role="owner")
    home.cluster.stop()
    assert refused.returncode == 1
    assert "由另一个版本建立（cases.0999_of_later）" in refused.stdout
    assert "made by another version (cases.0999_of_later)" in refused.stdout


HALF_MADE = """
COMMENT ON TABLE people_unit IS
'synthetic people only {"batches": 1, "complete": false, "later": []}'
"""


def test_a_region_left_half_made_is_made_again(home, start):
    home.cluster.start()
    try:
        home.sql(HALF_MADE, role="owner")
    finally:
        home.cluster.stop()

    running = start("--port", str(free_port()))
    running.wait_for("analyst")

    assert "left half made" in running.said
    assert f"{PEOPLE} / {PEOPLE}" in running.said
    assert running.end() == 0
    assert len(people(home)) > PEOPLE  # and those whom the year of the article met


def test_a_busy_port_that_was_asked_for_is_named_and_nothing_starts(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = home.run("demo", "--no-browser", "--port", str(port))

    assert refused.returncode == 1
    assert f"端口 {port} 已被占用" in refused.stdout
    assert "--port" in refused.stdout
    assert home.cluster.status().state == "stopped"


def test_an_unsafe_role_is_refused_with_every_reason(home, tmp_path):
    home.cluster.start()
    try:
        owner = home.cluster.url("owner")
        unsafe = Installation(tmp_path / "other", DATABASE_URL=owner, DATABASE_OWNER_URL=owner)
        refused = unsafe.run("demo", "--no-browser", "--port", str(free_port()))
    finally:
        home.cluster.stop()

    assert refused.returncode == 1
    assert "拥有这个数据库" in refused.stdout
    assert "owns the database" in refused.stdout
    assert "owns tables" in refused.stdout
    assert not (unsafe.var / "postgres").exists()


def test_serving_makes_no_demo_people(tmp_path):
    home = Installation(tmp_path / "var")
    port = free_port()
    process = subprocess.Popen(
        [*_start(), "serve", "--port", str(port)], env=home.environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        said = ""
        for line in process.stdout:
            said += line
            if "归航 Guihang:" in line:
                break
        assert get(f"http://127.0.0.1:{port}/healthz") == (200, "ok"), said
        assert home.sql("SELECT count(*) FROM people_user") == [(0,)]
    finally:
        os.kill(process.pid, signal.SIGINT)
        process.communicate(timeout=60)
        home.cluster.stop()
    assert process.returncode == 0


def _start():
    from tests.simulate.installation import START

    return START
