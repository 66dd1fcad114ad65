"""The files of docs/operations with the addresses, folders and ports of a run: what is measured is what is documented."""

import os
import re
import shlex
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPERATIONS = ROOT / "docs" / "operations"

# As Debian's nginx.conf has it.
NGINX = """
daemon off;
{user}
worker_processes {workers};
pid {home}/pid;
error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
{inside}
}}
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def exchanged(text: str, pattern: str, new: str) -> str:
    """The text with what the pattern finds exchanged; a pattern that finds nothing is a mistake."""
    text, found = re.subn(pattern, new, text, flags=re.M)
    if not found:
        sys.exit(f"A file of docs/operations has changed: nothing there looks like {pattern}.")
    return text


def host(port: int, workers: int = 2) -> list[str]:
    """The command of careerguide.service, for this machine alone."""
    unit = (OPERATIONS / "careerguide.service").read_text()
    line = re.search(r"^ExecStart=(.+)$", unit, re.M)[1]
    line = exchanged(line, r"/srv/careerguide/\.venv/bin", str(Path(sys.executable).parent))
    line = exchanged(line, r"--workers \d+", f"--workers {workers}")
    return shlex.split(exchanged(exchanged(line, r"0\.0\.0\.0", "127.0.0.1"), "8000", str(port)))


def nginx(home: Path, port: int, hosts: list[int]) -> Path:
    """nginx's cache before hosts of the site at these ports, without https; the file to start it with."""
    text = (OPERATIONS / "nginx.conf").read_text()
    lines = "".join(rf"    server 127.0.0.1:{each} \1\n" for each in hosts)
    text = exchanged(text, r"    server 10\.0\.0\.11:8000 (.*)\n    server 10\.0\.0\.12.*\n", lines)
    text = exchanged(text, "/var/cache/nginx/careerguide", f"{home}/cache")
    text = exchanged(text, r"listen 443 ssl http2;", f"listen 127.0.0.1:{port} backlog=1024;")
    text = exchanged(text, r"^ +ssl_certificate.*\n", "")
    return nginx_file(home, exchanged(text, r"listen 80;", f"listen 127.0.0.1:{free_port()};"))


def nginx_of_files(home: Path, port: int, exported: Path, workers: int = 2) -> Path:
    """nginx with the configuration that the export wrote; the file to start it with."""
    text = (exported / ".export" / "nginx.conf").read_text()
    return nginx_file(home, exchanged(text, r"listen 80;", f"listen 127.0.0.1:{port} backlog=1024;"), workers)


def nginx_file(home: Path, inside: str, workers: int = 2) -> Path:
    home.mkdir(exist_ok=True)
    # Started by root, its workers would be nobody, who may not look into the folder of a run.
    user = "user root;" if os.geteuid() == 0 else ""
    (home / "nginx.conf").write_text(NGINX.format(user=user, workers=workers, home=home, inside=inside))
    return home / "nginx.conf"
