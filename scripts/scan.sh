#!/usr/bin/env bash
# Points sqlmap and wapiti at a demo on this machine: sign-in, search, lists, reads of the API.
#   guihang demo --no-browser --port 8477     in another terminal, then
#   scripts/scan.sh http://127.0.0.1:8477     15 minutes at most; reports in var/scan
# Both tools are installed in var/scan/tools, at fixed versions, and are no part of the product.
# It signs in as the demo's worker (or USER_NAME), and again for each tool, since a session ends by
# itself. Without TOKEN=<secret> (guihang token) the API refuses, and only that is scanned. A count is
# of what sqlmap holds to be real, not of its guesses. It fails on any finding that is not explained
# in docs/security.md, and on a scan that did not run.
set -euo pipefail
cd "$(dirname "$0")/.."

SQLMAP=1.10.10 WAPITI=3.3.2
AT=${1:-http://127.0.0.1:8000}
OUT=${GUIHANG_VAR:-var}/scan
case "$AT" in
  http://127.0.0.1:*|http://localhost:*) ;;
  *) echo "只扫描本机 · Only this machine is scanned: $AT" >&2; exit 2 ;;
esac
TOOLS=$OUT/tools
[ -x "$TOOLS/bin/wapiti" ] || { python3 -m venv "$TOOLS" && "$TOOLS/bin/pip" install -q "sqlmap==$SQLMAP" "wapiti3==$WAPITI"; }

mkdir -p "$OUT"
# Signs in as a person does; the demo shows the code of the second step on its page.
read -r COOKIE CSRF < <(python3 - "$AT" "${USER_NAME:-worker}" <<'PY'
import re, sys
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener
at, user = sys.argv[1:]
jar = CookieJar()
ask = build_opener(HTTPCookieProcessor(jar)).open
def token(html): return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[1]
def send(path, **form): return ask(at + path, urlencode(form).encode()).read().decode()
page = ask(at + "/login/").read().decode()
page = send("/login/", csrfmiddlewaretoken=token(page), login=user, password="guihang-demo")
code = re.search(r'data-demo-code(?:="")?>(\d{6})<', page)[1]
page = send("/login/code/", csrfmiddlewaretoken=token(page), code=code)
print(";".join(f"{one.name}={one.value}" for one in jar), token(page))
PY
) || { echo "登录不成功 · Could not sign in at $AT" >&2; exit 2; }
sql() { # name, address, further options
  local name=$1 address=$2; shift 2
  timeout "${SECONDS_EACH:-90}" "$TOOLS/bin/sqlmap" --batch --disable-coloring --flush-session --output-dir "$OUT/sqlmap" \
    --level 2 --risk 2 --technique BEU --threads 2 --timeout 10 --retries 1 --ignore-code 400,401,403,404,422,429 \
    --dbms PostgreSQL --cookie "$COOKIE" -u "$AT$address" "$@" >"$OUT/sqlmap-$name.txt" 2>&1 || true
  local found; found=$(grep -c '^Parameter: ' "$OUT/sqlmap-$name.txt" || true)
  local ended="到时停止 · stopped in time"; grep -q "ending @" "$OUT/sqlmap-$name.txt" && ended="做完 · whole"
  printf '%-14s %s  %s\n' "$name" "$found" "$ended"
  [ "$found" = 0 ] || FAILED=1
  grep -q "testing\|heuristic" "$OUT/sqlmap-$name.txt" || { echo "没有运行 · did not run: $OUT/sqlmap-$name.txt"; FAILED=1; }
}

FAILED=0
echo "sqlmap $SQLMAP: 可注入的参数 · parameters that can be injected"
FORM="csrfmiddlewaretoken=$CSRF"
sql search "/people/search/" --data "$FORM&q=zhang" -p q
sql people "/people/?stage=inside&unit=1&after=x" -p stage,unit,after
sql today "/?all=1&late=1&after=x" -p all,late,after
sql outcomes "/outcomes/?by=sex&definition=RET_KM" -p by,definition
sql api-cases "/api/v1/cases?limit=5&after=x" -p limit,after ${TOKEN:+--header "Authorization: Bearer $TOKEN"}
sql api-worklist "/api/v1/worklist?limit=5&after=x" -p limit,after ${TOKEN:+--header "Authorization: Bearer $TOKEN"}
sql login "/login/" --data "$FORM&login=nobody&password=x" -p login,password

echo "wapiti $WAPITI"
# Not ssrf and xxe: they ask a host outside. Not cookieflags: a demo speaks HTTP, so no cookie is Secure;
# tests/security/test_cookies.py looks at them over HTTPS.
timeout "${WAPITI_SECONDS:-600}" "$TOOLS/bin/wapiti" -u "$AT/" --scope folder --flush-session -d 2 \
  --max-scan-time "$(( ${WAPITI_SECONDS:-600} - 60 ))" --max-attack-time 30 \
  --max-links-per-page 20 --max-files-per-dir 8 --max-parameters 30 --store-session "$OUT" --store-config "$OUT" \
  -x "$AT/logout/" -x "$AT/leave/" -x "$AT/login/*" -x "$AT/account/*" \
  -m "backup,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,sql,xss" \
  -H "Cookie: $COOKIE" --no-bugreport -f json -o "$OUT/wapiti.json" >"$OUT/wapiti.txt" 2>&1 || true
python3 - "$OUT/wapiti.json" <<'PY' || FAILED=1
import json, sys
told = json.load(open(sys.argv[1]))
found = told["vulnerabilities"] | told["anomalies"]  # the latter are faults of the server
for name, hits in found.items():
    if hits:
        print(f"{name}: {len(hits)}", *sorted({hit["path"] for hit in hits})[:5])
pages = told["infos"].get("crawled_pages_nbr", 0)
print(f"{sum(map(len, found.values()))} 处 · findings, {pages} 页 · pages")
sys.exit(pages < 20 or any(found.values()))
PY
exit $FAILED
