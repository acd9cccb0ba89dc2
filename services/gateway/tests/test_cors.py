"""Browsers let pages of other origins read our answers only where a setting says so."""

APP = "https://shop.example"
ASKED = {
    "Origin": APP,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,idempotency-key,if-match",
}


async def test_by_default_no_other_origin_reads_anything(stand):
    async with stand.client.get(stand.url + "/api/quotes", headers={"Origin": APP}) as response:
        assert "access-control-allow-origin" not in response.headers


async def test_a_named_origin_reads_answers_with_what_belongs_to_them(opened):
    async with opened(cors_origins=[APP]) as stand:
        async with stand.client.options(stand.url + "/api/quotes", headers=ASKED) as response:
            assert response.status == 200
            assert response.headers["access-control-allow-origin"] == APP
            assert "POST" in response.headers["access-control-allow-methods"]
            assert "idempotency-key" in response.headers["access-control-allow-headers"]
        async with stand.client.get(stand.url + "/api/quotes", headers={"Origin": APP}) as response:
            assert response.headers["access-control-allow-origin"] == APP
            assert "etag" in response.headers["access-control-expose-headers"]
            assert "access-control-allow-credentials" not in response.headers


async def test_another_origin_is_not_let_in(opened):
    async with opened(cors_origins=[APP]) as stand:
        evil = ASKED | {"Origin": "https://evil.example"}
        async with stand.client.options(stand.url + "/api/quotes", headers=evil) as response:
            assert response.status == 400
            assert "access-control-allow-origin" not in response.headers
