"""Who gets in: two factors, each code once, links that open once, sessions that end at once."""

# ruff: noqa: ARG001 - a test asks for a fixture so that it is there

from datetime import timedelta

import pyotp
import pytest

from clearway.errors import Conflict, InputError, NotAllowed
from clearway.operations import accounts
from clearway.operations.accounts import FAILURES_BEFORE_LOCK, WrongSignIn
from clearway.operations.roles import ALLOWED, DEED_OF_KIND, Deed, Role, allow, allow_to_tell
from clearway.situation.events import KINDS
from clearway.store.sealed import Sealer

PASSWORD = "sieben stille Schwäne ziehen"


@pytest.fixture
def sealer():
    return Sealer(b"k" * 32, "second factors")


@pytest.fixture
def now(clock):
    return clock.now()


@pytest.fixture
def anna(store, sealer, now):
    """An account with both factors; returns the generator of its codes."""
    account, link = accounts.invite(store, login="anna", role="dispatcher", scope="", now=now)
    second = accounts.set_password(store, sealer, link, PASSWORD, now=now)
    passed = accounts.confirm(store, sealer, link, pyotp.TOTP(second.secret).at(now), now=now)
    return account, pyotp.TOTP(second.secret), passed


def test_both_factors_open_a_session_that_knows_whose_it_is(store, sealer, now, anna):
    _, codes, _ = anna
    later = now + timedelta(minutes=1)
    passed = accounts.sign_in(store, sealer, "anna", PASSWORD, codes.at(later), now=later)
    session, account = accounts.signed_in(store, passed.token, now=later)
    assert (account.login, account.role, session.session_id) == ("anna", "dispatcher", passed.session_id)


def test_a_code_opens_once_and_an_old_one_never(store, sealer, now, anna):
    _, codes, _ = anna
    later = now + timedelta(minutes=1)
    code = codes.at(later)
    accounts.sign_in(store, sealer, "anna", PASSWORD, code, now=later)
    with pytest.raises(WrongSignIn):
        accounts.sign_in(store, sealer, "anna", PASSWORD, code, now=later)
    with pytest.raises(WrongSignIn):
        accounts.sign_in(store, sealer, "anna", PASSWORD, codes.at(now), now=now + timedelta(minutes=9))


def test_a_wrong_login_and_a_wrong_password_say_the_same(store, sealer, now, anna):
    said = []
    for login, password in (("anna", "not the password"), ("nobody", PASSWORD), ("nobody", "x")):
        with pytest.raises(WrongSignIn) as caught:
            accounts.sign_in(store, sealer, login, password, "000000", now=now)
        said.append(str(caught.value))
    assert len(set(said)) == 1


def test_five_wrong_tries_close_the_account_for_a_quarter_of_an_hour(store, sealer, now, anna):
    _, codes, _ = anna
    for _ in range(FAILURES_BEFORE_LOCK):
        with pytest.raises(WrongSignIn):
            accounts.sign_in(store, sealer, "anna", "wrong password", "000000", now=now)
    soon, later = now + timedelta(minutes=14), now + timedelta(minutes=16)
    with pytest.raises(WrongSignIn):
        accounts.sign_in(store, sealer, "anna", PASSWORD, codes.at(soon), now=soon)
    assert accounts.sign_in(store, sealer, "anna", PASSWORD, codes.at(later), now=later)


def test_a_one_time_link_opens_once_and_not_after_a_day(store, sealer, now):
    _, link = accounts.invite(store, login="bruno", role="viewer", scope="", now=now)
    second = accounts.set_password(store, sealer, link, PASSWORD, now=now)
    code = pyotp.TOTP(second.secret).at(now)
    accounts.confirm(store, sealer, link, code, now=now)
    with pytest.raises(WrongSignIn, match="not valid any more"):
        accounts.set_password(store, sealer, link, PASSWORD, now=now)
    _, other = accounts.invite(store, login="clara", role="viewer", scope="", now=now)
    with pytest.raises(WrongSignIn, match="not valid any more"):
        accounts.set_password(store, sealer, other, PASSWORD, now=now + timedelta(hours=25))


def test_the_first_administrators_link_is_there_until_it_is_used(store, sealer, now):
    first = accounts.first_administrator(store, now=now)
    link = accounts.first_administrator(store, now=now)
    with pytest.raises(WrongSignIn):
        accounts.set_password(store, sealer, first, PASSWORD, now=now)
    second = accounts.set_password(store, sealer, link, PASSWORD, now=now)
    accounts.confirm(store, sealer, link, pyotp.TOTP(second.secret).at(now), now=now)
    assert accounts.first_administrator(store, now=now) is None


def test_a_stolen_session_ends_at_once_and_alone(store, sealer, now, anna):
    account, codes, stolen = anna
    later = now + timedelta(minutes=1)
    own = accounts.sign_in(store, sealer, "anna", PASSWORD, codes.at(later), now=later)
    store.accounts.revoke(account.account_id, at=later, session_id=stolen.session_id)
    with pytest.raises(WrongSignIn, match="has ended"):
        accounts.signed_in(store, stolen.token, now=later)
    assert accounts.signed_in(store, own.token, now=later)


def test_an_idle_session_and_a_shift_that_is_over_end_by_themselves(store, now, anna):
    _, _, passed = anna
    assert accounts.signed_in(store, passed.token, now=now + timedelta(minutes=50))
    assert accounts.signed_in(store, passed.token, now=now + timedelta(minutes=100))
    with pytest.raises(WrongSignIn):
        accounts.signed_in(store, passed.token, now=now + timedelta(minutes=161))


def test_a_new_link_ends_every_session_and_both_factors(store, sealer, now, anna):
    account, codes, passed = anna
    accounts.invite_again(store, account.account_id, now=now)
    with pytest.raises(WrongSignIn):
        accounts.signed_in(store, passed.token, now=now)
    later = now + timedelta(minutes=1)
    with pytest.raises(WrongSignIn):
        accounts.sign_in(store, sealer, "anna", PASSWORD, codes.at(later), now=later)


def test_of_two_administrators_at_one_moment_the_second_is_told(store, now, anna):
    seen_by_one = seen_by_other = store.accounts.one(anna[0].account_id)
    store.accounts.change(seen_by_one, role="viewer")
    with pytest.raises(Conflict, match="Somebody else changed this account"):
        store.accounts.change(seen_by_other, role="administrator")
    assert store.accounts.one(anna[0].account_id).role == "viewer"


def test_a_login_is_given_once(store, now, anna):
    with pytest.raises(Conflict, match="taken"):
        accounts.invite(store, login="anna", role="viewer", scope="", now=now)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("kurz", "too few"),
        ("x" * 129, "too many"),
        ("Password1234", "anybody would try"),
        ("anna anna anna", "anybody would try"),
        ("aaaaaaaaaaaaaa", "anybody would try"),
    ],
)
def test_a_password_that_anybody_would_try_is_refused(store, sealer, now, password, sentence):
    _, link = accounts.invite(store, login="anna", role="viewer", scope="", now=now)
    with pytest.raises(InputError, match=sentence):
        accounts.set_password(store, sealer, link, password, now=now)


def test_nothing_in_the_database_lets_anybody_in(store, sealer, now, anna):
    """Whoever reads the tables finds hashes and sealed text: no password, no token, no secret."""
    _, codes, passed = anna
    with store.database.read() as connection:
        dump = ""
        for table in ("accounts", "sessions", "one_time_links"):
            dump += str(connection.exec_driver_sql(f"SELECT * FROM {table}").all())
    assert "$argon2id$" in dump
    for secret in (PASSWORD, passed.token, codes.secret):
        assert secret not in dump


def test_every_role_has_deeds_and_every_kind_that_is_told_has_one():
    assert set(ALLOWED) == set(Role)
    assert set(KINDS) - set(DEED_OF_KIND) == {"PlanApproved", "HouseholdForgotten"}
    assert Deed.ACCOUNTS not in ALLOWED[Role.DUTY_OFFICER], "who orders does not make the accounts"
    assert Deed.APPROVE not in ALLOWED[Role.ADMINISTRATOR], "who makes the accounts does not order"


def test_a_desk_writes_for_its_own_shelter_only():
    allow_to_tell("shelter_desk", "hall", "HouseholdArrived", "hall")
    with pytest.raises(NotAllowed, match="This desk is for shelter 'hall'"):
        allow_to_tell("shelter_desk", "hall", "HouseholdArrived", "school")
    with pytest.raises(NotAllowed, match="that is for: duty_officer"):
        allow("viewer", Deed.APPROVE)
