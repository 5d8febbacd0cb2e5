"""Which language a page speaks."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("asked", "lang"),
    [
        ("", "zh-CN"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("en-GB,en;q=0.9", "en"),
        ("de", "zh-CN"),
    ],
)
def test_speaks_what_the_browser_asks_for_and_chinese_otherwise(client: FlaskClient, asked: str, lang: str) -> None:
    page = client.get("/sign-in", headers={"Accept-Language": asked} if asked else {})
    assert f'<html lang="{lang}">' in page.text


def test_speaks_english_words_when_it_says_so(client: FlaskClient) -> None:
    page = client.get("/sign-in", headers={"Accept-Language": "en"})
    assert "Sign in" in page.text
    assert "登录" not in page.text


def test_remembers_what_was_chosen_and_goes_back_there(client: FlaskClient) -> None:
    back = client.post("/language", data={"language": "en", "next": "/sign-in?next=/desk"})
    assert back.headers["Location"] == "/sign-in?next=/desk"
    assert '<html lang="en">' in client.get("/sign-in", headers={"Accept-Language": "zh"}).text


def test_does_not_learn_a_language_it_does_not_speak(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.post("/language", data={"language": "xx", "next": "/"}).headers


def test_never_leads_away_after_the_choice(client: FlaskClient) -> None:
    answer = client.post("/language", data={"language": "en", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"
