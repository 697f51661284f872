/** Connects a made-up account, publishes to it and shows what the public sees: a person can paste it as it is. */
export function firstPost(url: string, key: string, platform: string): string[] {
  const send = (path: string, body: string): string[] => [
    `curl -s ${url}${path} -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\`,
    `  -d '${body}'; echo`,
  ]
  return [
    `KEY=${key}`,
    ...send('/sandbox/accounts', `{"platform":"${platform}","username":"ann"}`),
    ...send(
      '/v1/posts',
      `{"content":"Hello from VoxBurst","platforms":["${platform}"],"scheduledFor":"'"$(date -u +%FT%TZ)"'"}`,
    ),
    `sleep 1; curl -s '${url}/sandbox/posts?limit=1' -H "Authorization: Bearer $KEY"; echo`,
  ]
}
