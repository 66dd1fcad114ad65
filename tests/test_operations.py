"""The files of docs/operations agree with the rest of the project, and runs of theirs with a machine of one's own."""

import re

from django.conf import settings

from benchmarks import operations


def test_the_unit_starts_the_server_as_make_serve_does():
    recipe = (settings.BASE_DIR / "Makefile").read_text().replace("\\\n", " ")
    command = re.search(r"bin/granian (.+?)\s+\$\$\(if .+?\)\s+(careerguide\S+)", recipe)
    words = (
        f"{command[1]} {command[2]}".replace("$(HOST)", "127.0.0.1")
        .replace("$(PORT)", "1234")
        .replace("$(WORKERS)", "2")
    )
    assert operations.host(1234)[1:] == words.replace("'", "").split()


def test_what_a_run_starts_is_on_this_machine_and_in_its_folder(tmp_path):
    file = operations.nginx(tmp_path / "proxy", 20001, [20002, 20003, 20004])
    text = re.sub(r"#.*", "", file.read_text())
    addresses = re.findall(r"(?:server|listen) ([\d.]+:\d+)", text)
    assert addresses[:4] == [f"127.0.0.1:{port}" for port in (20002, 20003, 20004, 20001)]
    assert all(address.startswith("127.0.0.1:") for address in addresses)
    folders = {path for path in re.findall(r"(?<=\s)/[^\s;{]+", text) if path != "/etc/nginx/mime.types"}
    addresses = {"/", "/admin/", "/refused", "/.well-known/acme-challenge/"}
    assert all(path.startswith(str(tmp_path)) for path in folders - addresses - {"/var/www/html"})


def test_what_systemd_reads_has_no_comment_behind_a_value():
    """It would take it for a part of the value."""
    guide = (operations.OPERATIONS.parent / "operations.md").read_text()
    values = re.findall(r"^    [A-Z_]+=(.*)$", guide, re.M)
    assert len(values) >= 6
    assert [value for value in values if "#" in value] == []
