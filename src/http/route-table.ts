/** Which methods are served at which addresses. Asked only when the router found nothing. */
export class RouteTable {
  private readonly routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  /** Notes a route as the router was given it; catch-all routes say nothing about an address and are left out. */
  add(url: string, methods: string | readonly string[]): void {
    if (url.includes('*')) return;
    const path = withoutSlash(url);
    const route = this.routes.get(path) ?? { pattern: patternOf(path), methods: new Set<string>() };
    for (const method of [methods].flat()) route.methods.add(method);
    this.routes.set(path, route);
  }

  /** The methods that do work at this address, sorted; none when nothing lives there. */
  methodsAt(address: string): string[] {
    const path = withoutSlash(address.split(/[?#]/, 1)[0] ?? '');
    const found = [...this.routes.values()].filter(({ pattern }) => pattern.test(path));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
  }
}

const withoutSlash = (path: string): string => (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path);

/** A parameter named like an id is a number: an address with anything else there names nothing. */
function patternOf(path: string): RegExp {
  const parts = path
    .split('/')
    .map((part) => (part.startsWith(':') ? parameter(part) : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}$`);
}

const parameter = (name: string): string => (/id$/i.test(name) ? '[0-9]+' : '[^/]+');
