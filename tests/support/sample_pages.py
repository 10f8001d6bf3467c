"""Lists the pages of the sample that tests of all pages open: each kind of page, and each part that a page may have."""

from __future__ import annotations

import httpx

_PAGES = {
    "home": "/",
    "coverage": "/thong-ke",
    "help": "/huong-dan",
    "results": "/tim-kiem?q=ng%C3%A2n+s%C3%A1ch",
    "no results": "/tim-kiem?q=khongcogi",
    "filters": "/tim-kiem?q=nghi+quyet&kind=resolution&kind=decision&from=2016&to=2024&date=own",
    "notes": "/tim-kiem?q=%22ng%C3%A2n+s%C3%A1ch&from=abc&page=abc",
    "guesses": "/tim-kiem?q=nghi+quyet+hdnd+thang+12%2F2024",
    "choices": "/tim-kiem?q=12+nq+hdnd",
    "shorter queries": "/tim-kiem?q=n%C6%B0%E1%BB%9Bc+s%E1%BA%A1ch+m%E1%BA%A7m+non&kind=news",
    "divided results": "/tim-kiem?q=gi%C3%A1+%C4%91%E1%BA%A5t+n%C4%83m+ngo%C3%A1i",
    "failure": "/van-ban/khong-co",
    "resolution": "/van-ban/05-2020-nq-hdnd-huyen-lam-khe?q=ho+tro",
    "relations": "/van-ban/12-2012-nq-hdnd-huyen-lam-khe",
    "suspended": "/van-ban/21-2014-nq-hdnd-huyen-lam-khe?on=2024-12-31",
    "formal": "/van-ban/06-nq-hdnd-huyen-lam-khe-2020",
    "letter": "/van-ban/512-ubnd-tnmt-ubnd-huyen-lam-khe-2022",
    "table": "/van-ban/1187-qd-ubnd-c61ffa8968",
    "tables": "/van-ban/1205-qd-ubnd-0787eab53f",
    "attachments": "/van-ban/27-nq-hdnd-huyen-lam-khe-2024",
    "news": "/van-ban/vb-927e2a1dcb22911e",
    "career": "/nguoi/le-quang-thuy",
    "namesakes": "/nguoi/nguyen-van-hoa",
    "sitting": "/ky-hop/hdnd-huyen-lam-khe-2016-2021-9",
    "sitting in results": "/tim-kiem?q=k%E1%BB%B3+h%E1%BB%8Dp+th%E1%BB%A9+9+H%C4%90ND+huy%E1%BB%87n+Lam+Kh%C3%AA",
    "put before a sitting": "/van-ban/60-ttr-ubnd-huyen-lam-khe-2020",
}


def sample_pages(client: httpx.Client) -> dict[str, str]:
    """Return the address of each page by what it shows; persons and bodies are looked up, as their ids are made."""
    person = client.get("/v1/officials").json()["officials"][0]
    bodies = client.get("/v1/bodies", params={"q": "HĐND huyện Lam Khê"}).json()["bodies"]
    return _PAGES | {"official": f"/nguoi/{person['id']}", "body": f"/co-quan/{bodies[0]['id']}"}
