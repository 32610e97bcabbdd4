import type { INestApplication } from '@nestjs/common';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, getSchemaPath, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

import { ErrorsDto } from './http/error.dto';
import { addExample } from './openapi-example';

const DESCRIPTION = `Who belongs to a course or an event: invitations, requests, roles, rosters, lessons and RSVPs.

Speaks the SelfCommunity API v2. Paste an access token into **Authorize** to see the service as that person. Each
operation carries its rule as \`x-policy\`: who may call it, and which facts must hold. What a person may not know to
exist answers 404, exactly like what does not exist.`;

const TOKEN = 'A token as printed at the start, by `npm run token`, or as the `access_token` of `POST /oauth/token/`.';

/** The groups of operations in the order of the page. */
const TAGS: Readonly<Record<string, string>> = {
  'Sign-in': 'Tokens for a username and a password, and whether a token is good.',
  Course: 'Courses, who is in them, and what is taught: sections, lessons, quizzes, comments.',
  Event: 'Events, who is invited, and who comes.',
  Suggestion: 'Courses and events that somebody might like.',
  Calendar: 'Events and dates of courses for calendar programs.',
  Media: 'Pictures, documents and links.',
  User: 'People, and the one who asks.',
  Account: 'Provisioning people; for administrators.',
  Category: 'What courses are filed under.',
  Preference: 'How the community is set up.',
  Client: 'What the official React client asks for beside courses and events.',
  Service: 'Whether the service runs and is ready.',
};

const refusal = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: getSchemaPath(ErrorsDto) } } },
});

type Operation = {
  parameters?: { in: string }[];
  requestBody?: Parameters<typeof addExample>[0];
  responses: Record<string, unknown>;
  description?: string;
  'x-policy'?: { doc: string };
};
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The OpenAPI document of the application: from its DTOs and its policy table. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Convene')
    .setDescription(DESCRIPTION)
    .setVersion('2')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: TOKEN });
  for (const [tag, description] of Object.entries(TAGS)) builder.addTag(tag, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    extraModels: [ErrorsDto],
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  const schemas = document.components?.schemas ?? {};
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) complete(item[method] as Operation | undefined, schemas);
  }
  return { ...document, paths: slashed(document.paths) };
}

/** Nest drops the trailing slash that every address of API v2 has; the document puts it back. */
function slashed(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  const entries = Object.entries(paths).map(
    ([path, item]) => [/\.\w+$/.test(path) || path.endsWith('/') ? path : `${path}/`, item] as const,
  );
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Says what follows from the rest: who may, that bad input is refused, and what a body looks like. */
function complete(operation: Operation | undefined, schemas: Parameters<typeof addExample>[1]): void {
  if (!operation) return;
  const { parameters = [], requestBody, responses, 'x-policy': policy } = operation;
  if (policy) operation.description ??= policy.doc;
  if (requestBody) addExample(requestBody, schemas);
  if (requestBody || parameters.some((parameter) => parameter.in === 'query')) {
    responses['400'] ??= refusal('Something in the query or the body is wrong; the field is named.');
  }
}

/** Serves the document at /openapi.json and a page that shows it and tries it out at /docs. It is made when first asked for. */
export function serveDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => describeApi(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Convene',
    swaggerOptions: { persistAuthorization: true, docExpansion: 'none', filter: true, tryItOutEnabled: true },
  });
  // Whoever opens the bare address in a browser finds the page.
  const adapter: FastifyAdapter = app.getHttpAdapter() as FastifyAdapter;
  adapter.getInstance().get('/', (_request, reply) => reply.redirect('/docs'));
}
