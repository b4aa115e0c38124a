#!/usr/bin/env bash
# Points sqlmap and wapiti at a demo on this machine: sign-in, search, lists, reads of the API.
#   guihang demo --no-browser --port 8477     in another terminal, then
#   scripts/scan.sh http://127.0.0.1:8477     about 10 minutes; reports in var/scan
# Both tools are installed in var/scan/tools, at fixed versions, and are no part of the product.
# SESSION=<cookie> scans behind the sign-in, TOKEN=<secret> (guihang token) the API; without them
# only what a stranger reaches is scanned. A count is of what sqlmap holds to be real, not of its guesses.
set -euo pipefail
cd "$(dirname "$0")/.."

SQLMAP=1.10.10 WAPITI=3.2.3
AT=${1:-http://127.0.0.1:8000}
OUT=${GUIHANG_VAR:-var}/scan
case "$AT" in
  http://127.0.0.1:*|http://localhost:*) ;;
  *) echo "只扫描本机 · Only this machine is scanned: $AT" >&2; exit 2 ;;
esac
TOOLS=$OUT/tools
[ -x "$TOOLS/bin/wapiti" ] || { python3 -m venv "$TOOLS" && "$TOOLS/bin/pip" install -q "sqlmap==$SQLMAP" "wapiti3==$WAPITI"; }

COOKIE=${SESSION:+sessionid=$SESSION}
sql() { # name, address, further options
  local name=$1 address=$2; shift 2
  timeout "${SECONDS_EACH:-120}" "$TOOLS/bin/sqlmap" --batch --disable-coloring --flush-session --output-dir "$OUT/sqlmap" \
    --level 2 --risk 2 --technique BEU --threads 2 --timeout 10 --retries 1 --ignore-code 401,403,422 \
    --random-agent --dbms PostgreSQL ${COOKIE:+--cookie "$COOKIE"} -u "$AT$address" "$@" \
    >"$OUT/sqlmap-$name.txt" 2>&1 || true
  printf '%-14s %s\n' "$name" "$(grep -c '^Parameter: ' "$OUT/sqlmap-$name.txt" || true)"
}

mkdir -p "$OUT"
echo "sqlmap $SQLMAP: 可注入的参数 · parameters that can be injected"
sql login "/login/" --data "login=worker&password=x" -p login,password
sql search "/people/search/?q=zhang" -p q
sql people "/people/?stage=inside&unit=1&after=x" -p stage,unit,after
sql today "/?all=1&late=1&after=x" -p all,late,after
sql outcomes "/outcomes/?by=sex&definition=RET_KM" -p by,definition
sql api-cases "/api/v1/cases?limit=5&after=x" -p limit,after ${TOKEN:+--header "Authorization: Bearer $TOKEN"}
sql api-worklist "/api/v1/worklist?limit=5&after=x" -p limit,after ${TOKEN:+--header "Authorization: Bearer $TOKEN"}

echo "wapiti $WAPITI"
timeout "${WAPITI_SECONDS:-300}" "$TOOLS/bin/wapiti" -u "$AT/" --scope folder --flush-session -d 3 \
  --max-scan-time "$(( ${WAPITI_SECONDS:-300} - 30 ))" --max-links-per-page 40 -x "$AT/logout/" -x "$AT/leave/" \
  -m "backup,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,sql,ssrf,xss,xxe" \
  ${SESSION:+-H "Cookie: $COOKIE"} --no-bugreport -f json -o "$OUT/wapiti.json" >"$OUT/wapiti.txt" 2>&1 || true
python3 - "$OUT/wapiti.json" <<'PY'
import json, sys
found = json.load(open(sys.argv[1]))["vulnerabilities"]
for name, hits in found.items():
    if hits:
        print(f"{name}: {len(hits)}", *sorted({hit["path"] for hit in hits})[:5])
print(sum(map(len, found.values())), "处 · findings")
PY
