"""The command line. ``main`` is the one entry: it runs the app and turns every ending into an exit code."""

import gc
import os
import signal
import sys

from yzcomp.cli import chinese
from yzcomp.cli.console import prepare_streams, say_error

INTERRUPTED = 130


def main() -> None:
    """Runs ``yzcomp`` with the process's arguments and exits: 0 done, 1 needs a person, 2 could not be done."""
    if getattr(sys, "frozen", False):  # packed into one program: its worker processes begin here, too
        from multiprocessing import freeze_support

        freeze_support()
    gc.set_threshold(
        1_000_000, 20, 20
    )  # models are built once and stay: looking through them is a tenth of a short run
    prepare_streams()
    signal.signal(signal.SIGTERM, _terminated)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # looking for plugins costs a tenth of the start-up
    code = _guarded(sys.argv[1:])
    if sys.stderr is not None:
        sys.stderr.flush()
    os._exit(code)  # taking the models apart one by one takes a tenth of a short run; everything is written by now


def _terminated(*_: object) -> None:
    """Ends a run as Ctrl-C does: what is half written is cleared away. Once is enough."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def _guarded(arguments: list[str]) -> int:
    """The exit code of a run; whatever goes wrong is one Chinese line, never a traceback."""
    if sys.stdout is None:  # closed by whoever called
        return _unheard()
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        say_error("已中断。")
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # as Typer and rich end when the reader of a pipe has gone away
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        say_error("错误：内存不足，没有完成。请关闭其他程序，或把文件分成几份。")
        return 2
    except Exception as error:
        if isinstance(error, OSError) and error.filename is None:  # files are named, and told of where they are written
            return _unheard()
        if os.environ.get("YZCOMP_DEBUG"):
            raise
        say_error(f"程序内部错误（{type(error).__name__}），没有完成。")
        say_error("请把所用的命令和文件（隐去个人信息）告诉维护者；设置环境变量 YZCOMP_DEBUG=1 可以看到详情。")
        return 2


def _unheard() -> int:
    say_error("错误：无法写到标准输出，结果没有显示完整。检查输出所到的文件、磁盘或程序。")
    return 2


def _run(arguments: list[str]) -> int:
    chinese.install()
    from typer import Abort, Exit
    from typer.exceptions import TyperException

    from yzcomp.cli.app import app_for

    try:
        result = app_for(arguments)(arguments, prog_name="yzcomp", standalone_mode=False)
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            say_error(str(error))
            return 2
        say_error(f"错误：{chinese.usage_error(error)}")
        context = getattr(error, "ctx", None)
        say_error(f"查看用法：{context.command_path if context else 'yzcomp'} --help")
        return 2
    except Exit as ending:
        return int(ending.exit_code)
    except Abort:
        raise KeyboardInterrupt from None
    if result == INTERRUPTED:  # Typer makes a Ctrl-C into this exit code
        raise KeyboardInterrupt
    return result if isinstance(result, int) else 0
