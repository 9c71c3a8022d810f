"""Set up and start Sales Coach: ``python3 run.py``. Needs nothing but Python itself.

python3 run.py [--port N] [--no-browser]   set up (once), then start the app
python3 run.py setup                       only set up
python3 run.py test [pytest arguments]     set up (once), check the code, then run every test
python3 run.py test --fast                 only the quick tests, and no check of the code
python3 run.py check [--quick]             lint, format and types; --quick leaves the types out
python3 run.py docs                        build the documentation into build/docs
python3 run.py lock                        renew the requirements files after a change of pyproject.toml
"""

# This file must still be *read* by an old Python, so that it can say what is wrong: no newer syntax here.
import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
#: What installs the rest, by version and hash like the rest.
INSTALLER = ROOT / "requirements-installer.txt"
STYLE = (("ruff", "check", "."), ("ruff", "format", "--check", "."))
TYPES = (("mypy",),)
DOCS = ("mkdocs", "build", "--strict", "--quiet", "--site-dir", "build/docs")


class Trouble(Exception):
    """Something the user can mend; the message says how."""


def say(text: str) -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


def too_old(version: "tuple[object, ...]") -> str:
    """Return what to tell the user of a Python that is too old, or an empty string."""
    if tuple(version[:2]) >= OLDEST:
        return ""
    have, need = ".".join(str(part) for part in version[:3]), ".".join(str(part) for part in OLDEST)
    return (
        f"Sales Coach needs Python {need} or newer; this is Python {have} ({sys.executable}).\n"
        "Install a newer one from https://www.python.org/downloads/ and run this file with it,"
        " for example: python3.12 run.py"
    )


def venv_python(venv: Path) -> Path:
    """Return the path of the interpreter inside ``venv``."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def works(venv: Path) -> bool:
    """Return whether ``venv`` starts, is new enough and has pip."""
    check = f"import sys, pip; sys.exit(sys.version_info[:2] < {OLDEST!r})"
    try:
        return subprocess.run([str(venv_python(venv)), "-c", check], capture_output=True).returncode == 0
    except OSError:
        return False


def make_venv(venv: Path) -> None:
    """Make ``venv``, or make it anew when it is broken."""
    if works(venv):
        return
    if venv.exists():
        say("The environment in .venv is broken or was made by another Python; making it anew ...")
        shutil.rmtree(str(venv), ignore_errors=True)
    else:
        say("First start: making a Python environment in .venv ...")
    base = getattr(sys, "_base_executable", None) or sys.executable
    done = subprocess.run([base, "-m", "venv", str(venv)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0 or not works(venv):
        raise Trouble(
            f"Could not make a Python environment in {venv}.\n{last_lines(done.stdout)}\n"
            "On Debian or Ubuntu run: sudo apt install python3-venv\n"
            "Elsewhere check that you may write to this folder and that the disk is not full, then try again."
        )


def last_lines(output: bytes, count: int = 4) -> str:
    """Return the end of a command's output, where the reason stands; only its errors where it names any."""
    lines = [line for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    lines = [line for line in lines if "error" in line.lower() and "warning" not in line.lower()] or lines
    return "\n".join("    " + line for line in lines[-count:])


def digest(requirements: Path) -> str:
    """Return the SHA-256 of a requirements file."""
    return hashlib.sha256(requirements.read_bytes()).hexdigest()


def stamp_of(venv: Path, requirements: Path) -> Path:
    """Return the file that remembers which state of ``requirements`` was installed."""
    return venv / f"installed-{requirements.stem}.sha256"


def is_installed(venv: Path, requirements: Path) -> bool:
    """Return whether exactly this state of ``requirements`` was installed into ``venv``."""
    stamp = stamp_of(venv, requirements)
    return stamp.is_file() and stamp.read_text().strip() == digest(requirements)


def install(venv: Path, requirements: Path) -> None:
    """Install a requirements file unless that was done: with uv, which is quick, else with pip."""
    if is_installed(venv, requirements):
        return
    say(f"Installing the packages of {requirements.name} (a minute or two, only when they change) ...")
    python = str(venv_python(venv))
    what = ["--require-hashes", "-r", str(requirements)]
    with_uv = [python, "-m", "uv", "pip", "install", "--quiet", "--python", python, *what]
    if not (has_uv(venv) and run_quietly(with_uv)[0]):
        done, output = run_quietly([*pip_install(venv), *what])
        if not done:
            raise Trouble(
                f"Could not install the packages.\n{last_lines(output)}\n"
                "Check the internet connection (behind a company proxy set HTTPS_PROXY, or pip's index-url)"
                " and that the disk is not full, then run the same command again."
            )
    stamp_of(venv, requirements).write_text(digest(requirements) + "\n")


def pip_install(venv: Path) -> "list[str]":
    """Return the command of pip that installs into ``venv``."""
    return [
        *(str(venv_python(venv)), "-m", "pip", "--disable-pip-version-check"),
        *("install", "--quiet", "--retries", "2"),
    ]


def has_uv(venv: Path) -> bool:
    """Return whether exactly the pinned uv is in ``venv``; installs it if it is not."""
    if not is_installed(venv, INSTALLER):
        if not run_quietly([*pip_install(venv), "--require-hashes", "-r", str(INSTALLER)])[0]:
            return False
        stamp_of(venv, INSTALLER).write_text(digest(INSTALLER) + "\n")
    return True


def lock() -> None:
    """Write the requirements files from pyproject.toml: every package of every system, with its hashes.

    What is pinned already stays as it is unless pyproject.toml asks for another version.
    """
    make_venv(VENV)
    if not has_uv(VENV):
        raise Trouble("Could not install uv, which writes the requirements files.")
    project, runtime = str(ROOT / "pyproject.toml"), str(ROOT / "requirements.txt")
    of_dev = ["--extra", "dev", "-c", runtime, project, "-o", str(ROOT / "requirements-dev.txt")]
    of_uv = ["--group", project + ":installer", "-o", str(INSTALLER)]
    for what in ([project, "-o", runtime], of_dev, of_uv):
        command = [str(venv_python(VENV)), "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version"]
        command += [".".join(map(str, OLDEST)), "--generate-hashes", "--no-annotate", *what]
        command += ["--custom-compile-command", "python3 run.py lock"]
        done, output = run_quietly(command)
        if not done:
            raise Trouble("The packages of pyproject.toml do not go together.\n" + last_lines(output))
    say("Renewed requirements.txt, requirements-dev.txt and requirements-installer.txt.")


def run_quietly(command: "list[str]") -> "tuple[bool, bytes]":
    """Run a command; return whether it succeeded, and all it printed."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=str(ROOT))
    return done.returncode == 0, done.stdout


def set_up(dev: bool = False) -> None:
    """Make the environment, install what is missing and compile the texts."""
    make_venv(VENV)
    install(VENV, ROOT / "requirements.txt")
    if dev:
        install(VENV, ROOT / "requirements-dev.txt")
    # Texts that cannot be compiled, in a folder nobody may write to, are read from their sources.
    run_quietly([str(venv_python(VENV)), "-m", "coaching.words"])


def run_tools(*commands: "tuple[str, ...]") -> int:
    """Run Python modules one after the other, all of them; return the exit status of the first that failed."""
    done = [subprocess.run([str(venv_python(VENV)), "-m", *command], cwd=str(ROOT)).returncode for command in commands]
    return next(filter(None, done), 0)


def check(quick: bool = False) -> int:
    """Check lint, format and types; return the exit status."""
    say("Checking lint and format ..." if quick else "Checking lint, format and types ...")
    return run_tools(*(STYLE if quick else STYLE + TYPES))


def test(arguments: "list[str]") -> int:
    """Check the code and run the tests, which have the last word; return the exit status of the first that failed.

    With arguments of pytest only its tests run; ``--fast`` leaves out what takes long.
    """
    checked = 0 if arguments else check()
    if "--fast" in arguments:
        arguments = ["-m", "fast", *(argument for argument in arguments if argument != "--fast")]
    # In the order of the folders the long tests of the browser come early, and no worker ends long after the others.
    spread = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")
    tested = run_tools(("pytest", *spread, *arguments))
    if checked and not tested:
        sys.stderr.write("The check of the code failed; see above the tests.\n")
    return tested or checked


def start(port: "int | None", open_browser: bool) -> int:
    """Run the app until it ends or Ctrl-C; return the exit status."""
    command = [str(venv_python(VENV)), "-m", "coaching", "run"]
    command += ([] if port is None else ["--port", str(port)]) + ([] if open_browser else ["--no-browser"])
    # Where this file was started from does not matter; what is kept lies in this folder.
    app = subprocess.Popen(command, cwd=str(ROOT))
    try:
        return app.wait()
    except KeyboardInterrupt:
        return stop(app)


def stop(app: "subprocess.Popen[bytes]") -> int:
    """Ask the app to end, which stops its server, and wait for that; return the exit status."""
    if os.name != "nt":  # there Ctrl-C has reached it already, and ending it would leave its server behind
        app.terminate()
    try:
        return app.wait(timeout=15)
    except subprocess.TimeoutExpired:
        app.kill()
        return app.wait()


def interrupt(*_: object) -> None:
    """Treat a request to end like Ctrl-C, so that the server never stays behind."""
    raise KeyboardInterrupt


def main(arguments: "list[str]") -> int:
    """Do what the command line asks for; return the exit status."""
    old = too_old(sys.version_info)
    if old:
        say(old)
        return 1
    signal.signal(signal.SIGTERM, interrupt)
    try:
        if arguments[:1] == ["test"]:
            set_up(dev=True)
            return test(arguments[1:])
        parser = argparse.ArgumentParser(prog="run.py", description="Set up and start Sales Coach.")
        parser.add_argument(
            "task", nargs="?", choices=["start", "setup", "test", "check", "docs", "lock"], default="start"
        )
        parser.add_argument("--port", type=int, help="where the app listens (default: the first free one from 8501)")
        parser.add_argument("--no-browser", action="store_true", help="do not open a browser window")
        parser.add_argument("--quick", action="store_true", help="with check: leave the types out")
        options = parser.parse_args(arguments)
        if options.task == "lock":
            lock()
            return 0
        if options.task in ("check", "docs"):
            set_up(dev=True)
            return check(options.quick) if options.task == "check" else run_tools(DOCS)
        set_up()
        if options.task == "setup":
            say("Everything is installed. Start the app with: python3 run.py")
            return 0
        return start(options.port, not options.no_browser)
    except Trouble as trouble:
        say(str(trouble))
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
