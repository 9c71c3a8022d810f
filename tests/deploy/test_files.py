"""The files that a server is set up with say what the documentation promises.

What would be lost: a container that runs as root, a port open to the network, or a setting that nothing reads.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from coaching.access import read_groups

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
OURS = ("app1", "app2", "backup")


def test_the_container_runs_as_nobody_special_and_says_how_it_is() -> None:
    assert re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE)[-1] == "10001"
    assert "--uid 10001" in DOCKERFILE
    assert "HEALTHCHECK" in DOCKERFILE
    assert "--require-hashes" in DOCKERFILE
    assert "compileall" in DOCKERFILE.partition("USER")[0], "compiled anew at each start"
    assert re.search(r"^ARG BASE=", DOCKERFILE, re.MULTILINE), "the base cannot be pinned by digest"


@pytest.mark.parametrize("name", OURS)
def test_our_services_are_bounded(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["mem_limit"]
    assert service["cap_drop"] == ["ALL"]
    assert service["environment"]["SALES_COACH_SIGN_IN"] == "required"
    assert "ports" not in service
    assert "user" not in service


def test_only_the_proxy_is_published_and_only_to_this_machine() -> None:
    ports = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}
    assert set(ports) == {"proxy"}
    assert all(port.startswith("127.0.0.1:") for port in ports["proxy"])


def test_replicas_share_a_database_and_no_folder() -> None:
    services = [COMPOSE["services"][name] for name in OURS]
    assert len({service["environment"]["DATABASE_URL"] for service in services}) == 1
    folders = [volume for service in services for volume in service["volumes"] if volume.endswith(":/data")]
    assert len(set(folders)) == len(OURS)


def test_the_proxy_gets_every_name_that_its_configuration_asks_for() -> None:
    template = (ROOT / "deploy" / "nginx" / "coach.conf.template").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+)\}", template)) == set(COMPOSE["services"]["proxy"]["environment"])


def test_provider_app_and_groups_speak_of_the_same() -> None:
    realm = json.loads((ROOT / "deploy" / "idp" / "realm.json").read_text(encoding="utf-8"))
    auth = tomllib.loads((ROOT / "deploy" / "secrets.toml").read_text(encoding="utf-8"))["auth"]
    (client,) = realm["clients"]
    assert (client["clientId"], client["secret"]) == (auth["client_id"], auth["client_secret"])
    assert auth["redirect_uri"] in client["redirectUris"]
    settings = COMPOSE["services"]["app1"]["environment"]
    assert set(read_groups(settings["SALES_COACH_GROUPS"])) == {group["name"] for group in realm["groups"]}
    proxy = COMPOSE["services"]["proxy"]["environment"]
    assert auth["redirect_uri"].startswith(f"https://{proxy['COACH_HOST']}/{proxy['COACH_PATH']}/")
    assert settings["STREAMLIT_SERVER_BASE_URL_PATH"] == proxy["COACH_PATH"]
    assert settings["SALES_COACH_HOSTS"] == proxy["COACH_HOST"]
