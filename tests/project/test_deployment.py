"""The container, the services and the workflows: what they name is there."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from fonti.index.models.cache import get_models_folder
from fonti.ui.cli.app import app
from tests.helpers.commands import QUESTION
from tests.helpers.paths import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
MILVUS_COMPOSE = yaml.safe_load((ROOT / "compose.milvus.yaml").read_text("utf-8"))
NGINX = ROOT / ".ci" / "deploy" / "nginx-milvus.conf"
SERVICE = (ROOT / ".ci" / "deploy" / "fonti.service").read_text("utf-8")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

# Asks a question where some packages cannot be imported.
WITHOUT_PACKAGES = """
import sys
missing = set(sys.argv.pop(1).split(","))
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in missing:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocker())
from fonti.ui.__main__ import main
main()
"""


def check_command(words: list[str]) -> None:
    """Check that a command of `fonti` exists, and has the options that are given."""
    name, *arguments = words
    command = get_command(app).commands[name]  # type: ignore[attr-defined]
    known = {option for parameter in command.params for option in parameter.opts}
    options = {word.partition("=")[0] for word in arguments if word.startswith("--")}
    assert options <= known


def test_the_services_call_commands_that_exist() -> None:
    """The container, compose and systemd serve with options that `fonti serve` has."""
    (command,) = re.findall(r"^CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)
    check_command(yaml.safe_load(command))
    for compose in (COMPOSE, MILVUS_COMPOSE):
        for name, service in compose["services"].items():
            if name.startswith("fonti") or name == "index":
                check_command(service["command"])
    (command,) = re.findall(r"^ExecStart=\S+/fonti (.+)$", SERVICE, re.MULTILINE)
    check_command(shlex.split(command))


def test_the_files_that_are_named_are_there() -> None:
    """What the container copies or compose mounts is in the repository."""
    for path in re.findall(
        r"(?:--constraint |- \./)([\w./-]+)", DOCKERFILE + str([COMPOSE, MILVUS_COMPOSE])
    ):
        assert (ROOT / path).exists(), path
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert not {"README.md", "LICENSE", "pyproject.toml", ".ci", "ui", "seeds"} & set(ignored)
    volumes = COMPOSE["services"]["caddy"]["volumes"]
    assert any((ROOT / volume.split(":")[0]).is_file() for volume in volumes)


def test_two_servers_answer_from_the_milvus_that_is_published_to() -> None:
    """They are the two that nginx asks; whatever a service needs or mounts is declared."""
    services = MILVUS_COMPOSE["services"]
    servers = [services["fonti-1"], services["fonti-2"]]
    for service in (services["index"], *servers):
        assert "--index=milvus://milvus:19530/documents" in service["command"]
    ports = re.findall(r"server 127\.0\.0\.1:(\d+)", NGINX.read_text("utf-8"))
    assert [f"--port={port}" for port in ports] == [server["command"][-1] for server in servers]

    assert "ports" not in services["milvus"]
    for service in services.values():
        assert {*service.get("depends_on", ())} <= services.keys()
        volumes = [volume.split(":")[0] for volume in service.get("volumes", ())]
        names = {name for name in volumes if re.fullmatch(r"[\w-]+", name)}
        assert names <= MILVUS_COMPOSE["volumes"].keys()


def test_two_servers_share_the_database() -> None:
    """Its password is in no command, which others could read; no port of it can be reached."""
    services = MILVUS_COMPOSE["services"]
    addresses = [
        services[name]["environment"]["FONTI_DATABASE"] for name in ("fonti-1", "fonti-2", "user")
    ]
    assert len(set(addresses)) == 1
    assert re.fullmatch(
        r"postgresql://fonti:\$\{POSTGRES_PASSWORD(:\?[^}]*)?\}@postgres/fonti", addresses[0]
    )
    assert "PASSWORD" not in str([service.get("command") for service in services.values()])
    assert "ports" not in services["postgres"]
    database = services["postgres"]["environment"]
    assert (database["POSTGRES_USER"], database["POSTGRES_PASSWORD"]) == (
        "fonti",
        "${POSTGRES_PASSWORD}",
    )


@pytest.mark.skipif(
    not shutil.which("nginx") or not shutil.which("openssl"), reason="not installed"
)
def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    """With a certificate of its own, and without a server behind it."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"),
            *("-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")),
        ],
        check=True,
        capture_output=True,
    )
    text = NGINX.read_text("utf-8").replace("/certificates", str(tmp_path))
    file = tmp_path / "nginx.conf"
    file.write_text(f"pid {tmp_path}/pid; events {{}} http {{ {text} }}", "utf-8")
    command = ["nginx", "-t", "-p", str(tmp_path), "-c", str(file), "-e", "stderr"]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr


def test_the_container_is_of_one_version_of_python() -> None:
    """The packages that are left out are looked for where that version has them."""
    versions = re.findall(r"^FROM python:([\d.]+)-", DOCKERFILE, re.MULTILINE)
    folder = re.findall(r"/python([\d.]+)/site-packages", DOCKERFILE)
    assert len(versions) == 2
    assert set(versions) == set(folder)
    assert not re.search(r"^USER (root|0)$", DOCKERFILE, re.MULTILINE)


@pytest.mark.model
def test_a_question_needs_nothing_that_the_container_leaves_out(
    demo_data: Path, tmp_path: Path
) -> None:
    """Once the model is compiled, it is answered, and the doctor is content, without the rest."""
    (listed,) = re.findall(r"RUN rm -rf ((?:[\w.]+|\s|\\\n)+)$", DOCKERFILE, re.MULTILINE)
    packages = {word for word in listed.split() if "." not in word and word != "\\"}
    assert {"torch", "transformers", "scipy"} < packages

    (left_out,) = re.findall(r"^RUN rm -rf /models/fonti/models/(\S+)$", DOCKERFILE, re.MULTILINE)
    models = tmp_path / "fonti" / "models"
    models.mkdir(parents=True)
    for folder in get_models_folder().iterdir():
        if not folder.match(left_out) and not folder.name.startswith("."):
            (models / folder.name).symlink_to(folder)
    assert list(models.glob("compiled-*"))

    environment = {
        **os.environ,
        "XDG_DATA_HOME": str(demo_data),
        "XDG_CACHE_HOME": str(tmp_path),
    }
    for arguments in (["doctor"], ["ask", QUESTION], ["serve", "--help"]):
        command = [sys.executable, "-P", "-c", WITHOUT_PACKAGES, ",".join(packages), *arguments]
        process = subprocess.run(
            command, capture_output=True, text=True, env=environment, check=False
        )
        assert process.returncode == 0, process.stdout + process.stderr


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned(workflow: Path) -> None:
    """Each action is named by its commit, and a workflow may only read what it does not publish."""
    text = workflow.read_text("utf-8")
    content = yaml.safe_load(text)
    assert content["permissions"] == {"contents": "read"}
    uses = re.findall(r"uses: (\S+)", text)
    assert uses
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action) for action in uses)
