#!/usr/bin/env bash
# Runs a command with a temporary PostgreSQL server of the machine's own (15 by default) in
# DATABASE_URL and DATABASE_OWNER_URL, then removes the server.
#   scripts/server15.sh .venv/bin/pytest
set -euo pipefail
. "$(dirname "$0")/step.sh"

BIN=${PG_BIN:-/usr/lib/postgresql/15/bin}
[ -x "$BIN/postgres" ] || stop \
  "没有 $BIN/postgres。请 apt-get install postgresql-15，或设置 PG_BIN。" \
  "There is no $BIN/postgres. Run apt-get install postgresql-15, or set PG_BIN."

folder=$(mktemp -d /tmp/guihang-server.XXXXXX)
secret=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as_server=()
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
  chown postgres "$folder"
  as_server=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi

server() { (cd "$folder" && env -i PATH=/usr/bin:/bin LC_ALL=C "${as_server[@]}" "$@"); }
as_superuser() { server "$BIN/psql" -qX -v ON_ERROR_STOP=1 -h "$folder" -p "$port" -U postgres "$@" postgres; }
remove() {
  server "$BIN/pg_ctl" -D "$folder/data" -m immediate -s stop || true
  rm -rf "$folder"
}
trap remove EXIT
trap 'exit 130' INT TERM

create() {
  server "$BIN/initdb" -D "$folder/data" -U postgres --auth=reject --encoding=UTF8 --locale=C.UTF-8
  echo "server $(server id -un) postgres" | server tee "$folder/data/pg_ident.conf"
  server tee "$folder/data/pg_hba.conf" <<HBA
local all postgres peer map=server
host all guihang_owner,guihang_app 127.0.0.1/32 scram-sha-256
HBA
  server "$BIN/pg_ctl" -D "$folder/data" -l "$folder/log" -w start \
    -o "-k $folder -p $port -c listen_addresses=127.0.0.1 -c fsync=on"
  as_superuser <<SQL
CREATE ROLE guihang_owner LOGIN CREATEDB PASSWORD '$secret';
CREATE ROLE guihang_app LOGIN PASSWORD '$secret';
CREATE DATABASE guihang OWNER guihang_owner;
SQL
}
step "$("$BIN/postgres" --version)" create

export DATABASE_URL="postgresql://guihang_app:$secret@127.0.0.1:$port/guihang"
export DATABASE_OWNER_URL="postgresql://guihang_owner:$secret@127.0.0.1:$port/guihang"
"$@"
