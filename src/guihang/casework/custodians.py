"""Custodians: their keys as files they take away, and what they do with two of them."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from guihang.cases.seals import Custodian, Unsealing
from guihang.casework import unsealing
from guihang.core import boxes, scope
from guihang.core.refusal import OutOfReach, Reason, Refused
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.people.models import User
from guihang.people.queries import tree


def appoint(username: str, out: Path, passphrase: str, *, instead_of: str = "") -> Custodian:
    """Make a key pair: the private key into a new file, the public one on file.

    Raises Refused for an unknown account, or where three hold keys already. ``instead_of`` ends
    the duty of another. Only the owner of the database writes here.
    """
    now, rows = timezone.now(), Custodian.objects.using(settings.GUIHANG_OWNER_ALIAS)
    if instead_of:
        rows.filter(user__username=instead_of, ended_at=None).update(ended_at=now)
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused([Reason("custodian.user", Words(
            f"没有这个账号：{username}。", f"No such account: {username}."))])  # fmt: skip
    holding = Custodian.objects.filter(ended_at=None)
    if holding.count() >= boxes.PEOPLE or holding.filter(user_id=user.pk).exists():
        raise Refused([Reason("custodian.full", Words(
            f"已有 {boxes.PEOPLE} 名保管人，或此人已是保管人；换人请用 --instead-of。",
            f"{boxes.PEOPLE} custodians hold keys, or this one does; replace one with "
            "--instead-of."))])  # fmt: skip
    private = X25519PrivateKey.generate()
    with transaction.atomic(using=settings.GUIHANG_OWNER_ALIAS):
        made = rows.create(user_id=user.pk, public_key=boxes.public_of(private), made_at=now)
        _write(out, private, passphrase)
    return made


def _write(out: Path, private: X25519PrivateKey, passphrase: str) -> None:
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )  # fmt: skip
    descriptor = os.open(out, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)


def read(path: Path, passphrase: str) -> X25519PrivateKey:
    """Return the private key of a file. Raises Refused for a wrong passphrase or other file."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), passphrase.encode())
    except (ValueError, TypeError) as error:
        raise Refused([_NOT_A_KEY]) from error
    if not isinstance(key, X25519PrivateKey):
        raise Refused([_NOT_A_KEY])
    return key


_NOT_A_KEY = Reason("custodian.key", Words(
    "密钥文件或口令不对。", "Wrong key file or passphrase."))  # fmt: skip


def waiting(pk: UUID) -> Unsealing:
    """Return a request that nobody answered yet. Raises Refused."""
    try:
        found = unsealing.request(pk)
    except OutOfReach as error:
        raise Refused([Reason("unseal.unknown", Words(
            "没有这个编号的申请，请用 guihang seal show 查看。",
            "No request has this id; see guihang seal show."))]) from error  # fmt: skip
    if reasons := list(unsealing.waits(unsealing=found)):
        raise Refused(reasons)
    return found


def told(request: Unsealing) -> Iterator[str]:
    """Yield what custodians judge a request by, before they give their keys."""
    texts = unsealing.texts_of(request)
    yield f"申请 · request      {request.pk}"
    yield f"申请人 · asked by   {request.asked_by}，{request.unit}，{local(request.asked_at):%Y-%m-%d %H:%M}"
    yield f"理由 · ground       {request.get_ground_display()}"
    yield f"公函 · document     {texts.document}"
    yield f"查阅 · wanted       {texts.wanted}"


def open_request(pk: UUID, files: Iterable[tuple[Path, str]]) -> bool:
    """Answer a request with the key files of two custodians. Returns whether there was a record."""
    request = waiting(pk)
    held = [_whose(read(path, passphrase)) for path, passphrase in files]
    try:
        return unsealing.open_sealed(request, held, at=timezone.now())
    except boxes.NotTwo as error:
        raise Refused([Reason("unseal.keys", Words(
            "这些密钥打不开封存档案。", "These keys do not open sealed records."))]) from error  # fmt: skip


def _whose(private: X25519PrivateKey) -> tuple[Custodian, X25519PrivateKey]:
    public = boxes.public_of(private)
    found = Custodian.objects.filter(public_key=public).select_related("user").first()
    if found is None:
        raise Refused([_NOT_A_KEY])
    return found, private


def listed() -> Iterator[str]:
    """Yield what there is to know: custodians, then requests that wait for them."""
    rows: Sequence[Custodian] = Custodian.objects.filter(ended_at=None).select_related("user")
    for row in rows:
        yield f"保管人 · custodian  {row.user.username}  {row.user}  {row.made_at:%Y-%m-%d}"
    with scope.opened(tree().parents):
        open_ones = list(
            Unsealing.objects.filter(state=Unsealing.State.WAITING)
            .select_related("asked_by", "unit").order_by("asked_at")
        )  # fmt: skip
    for request in open_ones:
        yield ""
        yield from told(request)
