import { World } from '../harness/world';

const SITE = 'https://ui.example.org';

describe('headers for browsers', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ CORS_ORIGINS: `${SITE}, http://localhost:5173` });
  });
  afterAll(() => world.stop());

  it.each(['/api/v2/course/search/', '/api/v2/course/99/', '/nowhere', '/docs', '/static/cover.png', '/health/live/'])(
    'keep %s from being sniffed, framed or scripted',
    async (path) => {
      const { headers } = await fetch(world.origin + path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')?.toLowerCase() ?? '').toBe('deny');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('strict-transport-security')).toBeNull();
    },
  );

  it('spare answers what only means something to a page', async () => {
    const forPages = [
      'cross-origin-opener-policy',
      'origin-agent-cluster',
      'x-dns-prefetch-control',
      'x-xss-protection',
    ];
    const sentWith = async (path: string) => {
      const { headers } = await fetch(world.origin + path);
      return forPages.filter((name) => headers.has(name));
    };
    expect(await sentWith('/docs')).toEqual(forPages);
    expect(await sentWith('/api/v2/course/search/')).toEqual([]);
  });

  it('let the documentation page load everything that it names', async () => {
    const page = await fetch(`${world.origin}/docs`);
    const policy = page.headers.get('content-security-policy')!;
    const html = await page.text();
    const scripts = Array.from(html.matchAll(/<script([^>]*)>([^]*?)<\/script>/g));
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, inline] of scripts) {
      expect(inline!.trim()).toBe('');
      const source = new URL(/src="([^"]+)"/.exec(attributes!)![1]!, `${world.origin}/docs`);
      expect(source.origin).toBe(world.origin);
      const { status, headers } = await fetch(source);
      expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('javascript')]);
    }
    for (const allowed of ["script-src 'self'", "style-src 'self' 'unsafe-inline'", "connect-src 'self'", 'data:']) {
      expect(policy).toContain(allowed);
    }
    expect(policy).not.toContain('unsafe-eval');
  });

  const allowed = async (origin: string) =>
    (await fetch(`${world.origin}/api/v2/course/search/`, { headers: { origin } })).headers.get(
      'access-control-allow-origin',
    );

  it('let only the sites of the list read answers', async () => {
    expect(await allowed(SITE)).toBe(SITE);
    expect(await allowed('http://localhost:5173')).toBe('http://localhost:5173');
    for (const other of [
      'https://evil.example.org',
      'https://ui.example.org.evil.org',
      'http://ui.example.org',
      'null',
    ]) {
      expect(await allowed(other)).toBeNull();
    }
  });

  it('let only the sites of the list ask at all', async () => {
    const preflight = (origin: string) =>
      fetch(`${world.origin}/api/v2/course/1/`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'DELETE' },
      });
    expect((await preflight(SITE)).headers.get('access-control-allow-origin')).toBe(SITE);
    expect((await preflight('https://evil.example.org')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

it('insists on HTTPS where that is how it is reached', async () => {
  const world = await World.start({ PUBLIC_URL: 'https://courses.example.org' });
  const { headers } = await fetch(`${world.origin}/health/live/`);
  expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  await world.stop();
});
