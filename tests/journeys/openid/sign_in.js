// What a stranger's program does at our issuer with openid-client; prints what it got as JSON.
import * as oidc from "openid-client";

const told = JSON.parse(process.argv[2]);
const issuer = new URL(told.issuer);
const options = { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] };

console.log(JSON.stringify({ person: await person(), machines: await Promise.all(told.machines.map(machine)) }));

async function person() {
  const web = await oidc.discovery(issuer, "web", undefined, oidc.None(), options);
  const verifier = oidc.randomPKCECodeVerifier();
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
  const asked = oidc.buildAuthorizationUrl(web, {
    redirect_uri: told.callback,
    scope: "openid profile email offline_access",
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  });
  const expected = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
  const tokens = await oidc.authorizationCodeGrant(web, await byPage(asked), expected);
  const { sub } = tokens.claims();
  const known = await oidc.fetchUserInfo(web, tokens.access_token, sub);
  const renewed = await oidc.refreshTokenGrant(web, tokens.refresh_token);
  const leaving = { id_token_hint: tokens.id_token, post_logout_redirect_uri: told.signedOut, state };
  const left = await fetch(oidc.buildEndSessionUrl(web, leaving), { redirect: "manual" });
  return {
    scope: tokens.scope,
    known,
    renewed: renewed.refresh_token !== tokens.refresh_token,
    leftTo: left.headers.get("location").replace(state, "<state>"),
    afterwards: await oidc.refreshTokenGrant(web, renewed.refresh_token).catch((refused) => refused.error),
  };
}

// The sign-in page, as a browser fills it in: one cookie, one form.
async function byPage(asked) {
  const page = await fetch(asked);
  const cookie = page.headers.getSetCookie()[0].split(";")[0];
  const [, csrf] = (await page.text()).match(/name="csrf" value="(\w+)"/);
  const body = new URLSearchParams(asked.searchParams);
  for (const [name, value] of Object.entries({ csrf, ...told.person })) body.set(name, value);
  const sent = await fetch(new URL(asked.pathname, asked), {
    method: "POST", body, headers: { cookie }, redirect: "manual",
  });
  return new URL(sent.headers.get("location"));
}

async function machine({ id, secret, method }) {
  const config = await oidc.discovery(issuer, id, undefined, oidc[method](secret), options);
  const tokens = await oidc.clientCredentialsGrant(config);
  const people = new URL("/api/identity/people", issuer);
  const read = await oidc.fetchProtectedResource(config, tokens.access_token, people, "GET");
  const wrong = await oidc.discovery(issuer, id, undefined, oidc[method]("wrong"), options);
  const refused = await oidc.clientCredentialsGrant(wrong).catch((why) => why); // reads the challenge first
  const [{ scheme }] = refused.cause;
  const { error } = await refused.response.json();
  return { status: read.status, fields: Object.keys(tokens).sort(), scheme, error };
}
