"""The flows of the Python examples page, against a server: only `requests`, and only what that page promises.

Called with the base address (with /v1) and a picture; the key
is in VOXBURST_API_KEY. Prints a line that starts with "ok" for each flow; an exception ends it otherwise.
"""

import hashlib
import hmac
import http.server
import json
import os
import pathlib
import sys
import threading
import time
import uuid

import requests

BASE_URL, PICTURE = sys.argv[1], sys.argv[2]
API_KEY = os.environ["VOXBURST_API_KEY"]
HEADERS = {"Authorization": f"Bearer {API_KEY}", "Content-Type": "application/json"}
# The sandbox's control lies beside /v1; all else here is what the page shows.
ORIGIN = BASE_URL[: -len("/v1")]


def ok(what):
    print(f"ok {what}", flush=True)


def control(method, path, body=None):
    r = requests.request(method, f"{ORIGIN}/sandbox/{path}", headers=HEADERS, json=body)
    r.raise_for_status()
    return r.json()


def health():
    r = requests.get(f"{BASE_URL}/health")
    assert r.status_code == 200, f"API unreachable: {r.status_code}"


def list_accounts():
    r = requests.get(f"{BASE_URL}/accounts", headers=HEADERS, params={"status": "ACTIVE"})
    r.raise_for_status()
    accounts = r.json()["data"]
    for acct in accounts:
        assert acct["id"] and acct["platform"] and not acct.get("username", "").startswith("@")
    return {acct["platform"]: acct["id"] for acct in accounts}


def upload_media(filepath):
    path = pathlib.Path(filepath)
    content_type = "image/jpeg"
    r = requests.post(
        f"{BASE_URL}/media/upload",
        headers=HEADERS,
        json={"filename": path.name, "contentType": content_type, "sizeBytes": path.stat().st_size},
    )
    r.raise_for_status()
    resp = r.json()
    media_id, upload_url, upload_hdrs = resp["mediaId"], resp["uploadUrl"], resp.get("uploadHeaders", {})
    with path.open("rb") as fh:
        put = requests.put(upload_url, data=fh, headers={**upload_hdrs, "Content-Type": content_type})
        put.raise_for_status()
    for _ in range(300):
        m = requests.get(f"{BASE_URL}/media/{media_id}", headers=HEADERS).json()
        if m["status"] == "READY":
            return media_id
        if m["status"] == "FAILED":
            raise RuntimeError(f"Media processing failed: {m.get('validationResults')}")
        time.sleep(0.1)
    raise TimeoutError(f"Media {media_id} did not become READY")


def validate(content, platforms):
    r = requests.post(
        f"{BASE_URL}/posts/validate", headers=HEADERS, json={"content": content, "platforms": platforms}
    )
    r.raise_for_status()
    result = r.json()
    errors = []
    if not result["valid"]:
        for platform, pr in result["platforms"].items():
            for err in pr.get("errors", []):
                errors.append((platform, err["code"], err["message"]))
    return result["valid"], errors


def create(body, key=None):
    r = requests.post(
        f"{BASE_URL}/posts", headers={**HEADERS, "Idempotency-Key": key or str(uuid.uuid4())}, json=body
    )
    r.raise_for_status()
    return r.json()


def publish(post_id):
    r = requests.post(f"{BASE_URL}/posts/{post_id}/publish", headers=HEADERS)
    r.raise_for_status()


def poll_post(post_id, interval=0.1, timeout=60):
    deadline = time.time() + timeout
    while time.time() < deadline:
        r = requests.get(f"{BASE_URL}/posts/{post_id}", headers=HEADERS)
        r.raise_for_status()
        post = r.json()
        if post["status"] not in ("publishing", "scheduled"):
            return post
        time.sleep(interval)
    raise TimeoutError(f"Post {post_id} still publishing after {timeout}s")


def verify_webhook(payload_bytes, signature_header, secret):
    parts = dict(p.split("=", 1) for p in signature_header.split(","))
    timestamp = parts.get("t")
    sig = parts.get("v2")
    if not timestamp or not sig:
        return False
    if abs(time.time() - int(timestamp)) > 300:
        return False
    signing_string = f"{timestamp}.{payload_bytes.decode('utf-8')}".encode()
    expected = hmac.new(secret.encode(), signing_string, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, sig)


def api_post(url, body, idempotency_key, max_attempts=3):
    for attempt in range(1, max_attempts + 1):
        r = requests.post(url, headers={**HEADERS, "Idempotency-Key": idempotency_key}, json=body)
        if r.status_code == 429:
            time.sleep(int(r.headers.get("Retry-After", 60)))
            continue
        if r.status_code >= 500 and attempt < max_attempts:
            time.sleep(2**attempt)
            continue
        r.raise_for_status()
        return r.json()
    raise RuntimeError(f"Failed after {max_attempts} attempts")


def error_of(status, method, path, **given):
    r = requests.request(method, f"{BASE_URL}{path}", **{"headers": HEADERS, **given})
    assert r.status_code == status, f"{method} {path}: {r.status_code} {r.text}"
    err = r.json()["error"]
    assert err["code"] and err["message"], r.text
    return err


def iter_posts(status, limit):
    cursor = None
    while True:
        params = {"status": status, "limit": limit}
        if cursor:
            params["cursor"] = cursor
        r = requests.get(f"{BASE_URL}/posts", headers=HEADERS, params=params)
        r.raise_for_status()
        data = r.json()
        yield from data["data"]
        pagination = data.get("pagination", {})
        if not pagination.get("has_more"):
            break
        cursor = pagination["next_cursor"]


received = []


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        received.append((self.headers["X-VoxBurst-Signature"], body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def receive():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    r = requests.post(
        f"{BASE_URL}/webhooks",
        headers=HEADERS,
        json={"url": f"http://127.0.0.1:{server.server_port}/hook", "events": ["post.published"]},
    )
    r.raise_for_status()
    return r.json()["secret"]


def main():
    health()
    ok("health")
    for platform in ("twitter", "mastodon", "bluesky"):
        control("POST", "accounts", {"platform": platform})
    accounts = list_accounts()
    assert sorted(accounts) == ["bluesky", "mastodon", "twitter"], accounts
    ok("accounts")
    secret = receive()

    media_id = upload_media(PICTURE)
    ok("upload")

    valid, errors = validate("Announcing our new feature 🚀", ["TWITTER", "MASTODON"])
    assert valid and errors == [], errors
    valid, errors = validate("x" * 300, ["TWITTER", "MASTODON"])
    assert not valid and all(platform.upper() == "TWITTER" for platform, _, _ in errors) and errors, errors
    ok("validate")

    now = control("GET", "clock")["now"]
    scheduled = create(
        {
            "content": "Announcing our new feature 🚀",
            "accountIds": [accounts["twitter"], accounts["mastodon"]],
            "contentType": "IMAGE",
            "media": [media_id],
            "scheduledFor": str(int(now[:4]) + 1) + now[4:10] + "T14:00:00Z",
            "platformOverrides": {"TWITTER": {"content": "New feature just shipped 🚀 #voxburst"}},
            "firstComment": "#launch #buildinpublic",
            "firstCommentDelay": 60,
        }
    )
    assert scheduled["status"] == "scheduled" and scheduled["scheduledFor"], scheduled
    ok("schedule")

    draft = create({"content": "Published at once", "accountIds": [accounts["mastodon"]]})
    assert draft["status"] == "draft"
    publish(draft["id"])
    post = poll_post(draft["id"])
    assert post["status"] == "published", post
    for p in post["platforms"]:
        assert p["status"] == "published" and requests.get(p["platformPostUrl"]).status_code == 200
    ok("publish and poll")

    for _ in range(200):
        if received:
            break
        time.sleep(0.05)
    signature, body = received[0]
    assert verify_webhook(body, signature, secret)
    assert not verify_webhook(body + b" ", signature, secret)
    event = json.loads(body)
    assert event["type"] == "post.published" and event["data"]["status"] == "PUBLISHED"
    assert event["data"]["id"] == draft["id"]
    ok("webhook")

    control("POST", "faults", {"platform": "twitter", "fault": "content_rejected"})
    draft = create({"content": "Refused once", "accountIds": [accounts["mastodon"], accounts["twitter"]]})
    publish(draft["id"])
    post = poll_post(draft["id"])
    assert post["status"] == "partial", post
    r = requests.post(
        f"{BASE_URL}/posts/{post['id']}/retry",
        headers={**HEADERS, "Idempotency-Key": f"retry-{post['id']}-1"},
    )
    r.raise_for_status()
    control("POST", "clock", {"advanceMs": 120_000})
    assert poll_post(post["id"])["status"] == "published"
    ok("partial and retry")

    key = str(uuid.uuid4())
    body = {"content": "Once", "accountIds": [accounts["bluesky"]]}
    first = api_post(f"{BASE_URL}/posts", body, key)
    assert api_post(f"{BASE_URL}/posts", body, key)["id"] == first["id"]
    conflict = error_of(409, "POST", "/posts", json={**body, "content": "Twice"}, headers={**HEADERS, "Idempotency-Key": key})
    assert conflict["code"] == "IDEMPOTENCY_CONFLICT"
    ok("repeat")

    bad = error_of(400, "POST", "/posts", json={"content": 5, "accountIds": [accounts["bluesky"]]})
    assert bad["code"] == "VALIDATION_ERROR" and bad["details"]["field"] == "content", bad
    error_of(401, "GET", "/posts", headers={"Authorization": "Bearer vb_live_wrong"})
    assert error_of(409, "DELETE", f"/posts/{post['id']}")["code"] == "CONFLICT"
    ok("errors")

    wanted = {create({"content": f"Page {n}", "accountIds": [accounts["mastodon"]]})["id"] for n in range(5)}
    seen = [each["id"] for each in iter_posts("draft", 2)]
    assert len(seen) == len(set(seen)) and wanted <= set(seen), seen
    assert all(each["publishedAt"] for each in iter_posts("published", 50))
    ok("paginate")


main()
