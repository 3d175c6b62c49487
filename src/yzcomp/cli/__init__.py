"""The command line. ``main`` is the one entry: it runs the app and turns every ending into an exit code."""

import errno
import gc
import os
import sys

from yzcomp.cli import chinese
from yzcomp.cli.console import prepare_streams, say_error
from yzcomp.signals import INTERRUPTED, deaf, interrupted, interruptible
from yzcomp.temporary import clear_away


def main() -> None:
    """Runs ``yzcomp`` with the process's arguments and exits: 0 done, 1 needs a person, 2 could not be done."""
    if getattr(sys, "frozen", False):  # packed into one program: its worker processes begin here, too
        from multiprocessing import freeze_support

        freeze_support()
    gc.set_threshold(
        1_000_000, 20, 20
    )  # models are built once and stay: looking through them is a tenth of a short run
    try:
        interruptible()
        prepare_streams()
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # looking for plugins costs a tenth of the start-up
        code = _guarded(sys.argv[1:])
        deaf()
        clear_away()
    except KeyboardInterrupt:  # from a moment that is neither before nor after
        code = _interrupted()
    if sys.stderr is not None:
        sys.stderr.flush()
    os._exit(code)  # taking the models apart one by one takes a tenth of a short run; everything is written by now


def _interrupted() -> int:
    clear_away()
    say_error("已中断。")
    return INTERRUPTED


def _guarded(arguments: list[str]) -> int:
    """The exit code of a run; whatever goes wrong is one Chinese line, never a traceback."""
    if sys.stdout is None:  # closed by whoever called
        return _unheard()
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return _interrupted()
    except (BrokenPipeError, SystemExit):  # as Typer and rich end when the reader of a pipe has gone away
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        say_error("错误：内存不足，没有完成。请关闭其他程序，或把文件分成几份。")
        return 2
    except Exception as error:
        if interrupted():
            return _interrupted()
        if os.environ.get("YZCOMP_DEBUG"):
            raise
        if isinstance(error, OSError):
            return _unheard() if error.filename is None else _told_of_path(str(error.filename), error)
        if str(error).startswith("Symlink loop from "):  # a RuntimeError of pathlib before Python 3.13
            return _told_of_path(str(error).removeprefix("Symlink loop from ").strip("'\""), OSError(errno.ELOOP, ""))
        say_error(f"程序内部错误（{type(error).__name__}），没有完成。")
        say_error("请把所用的命令和文件（隐去个人信息）告诉维护者；设置环境变量 YZCOMP_DEBUG=1 可以看到详情。")
        return 2


def _told_of_path(path: str, error: OSError) -> int:
    """A path with which something went wrong that nobody has foreseen."""
    from yzcomp.textfiles import reason

    message, remedy = reason(error)
    say_error(f"错误：{path}：{message}。{remedy}")
    return 2


def _unheard() -> int:
    say_error("错误：无法写到标准输出，结果没有显示完整。检查输出所到的文件、磁盘或程序。")
    return 2


def _run(arguments: list[str]) -> int:
    chinese.install()
    from typer import Abort, Exit
    from typer.exceptions import TyperException

    from yzcomp.cli.app import program
    from yzcomp.problems import Refused
    from yzcomp.watch import watching

    try:
        with watching():
            result = program().main(arguments, prog_name="yzcomp", standalone_mode=False)
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            say_error(str(error))
            return 2
        say_error(f"错误：{chinese.usage_error(error)}")
        context = getattr(error, "ctx", None)
        say_error(f"查看用法：{context.command_path if context else 'yzcomp'} --help")
        return 2
    except Refused as refused:
        from yzcomp.cli.common import FAILED, print_problems

        print_problems(refused.problems)
        return FAILED
    except Exit as ending:
        return int(ending.exit_code)
    except Abort:
        raise KeyboardInterrupt from None
    if result == INTERRUPTED:  # Typer makes a Ctrl-C into this exit code
        raise KeyboardInterrupt
    return result if isinstance(result, int) else 0
