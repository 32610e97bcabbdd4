import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, getSchemaPath, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

import { ErrorsDto } from './http/error.dto';

const DESCRIPTION = `Who belongs to a course or an event: invitations, requests, roles, rosters, lessons and RSVPs.

Speaks the SelfCommunity API v2. Paste an access token into **Authorize** to see the service as that person. Each
operation carries its rule as \`x-policy\`: who may call it, and which facts must hold. What a person may not know to
exist answers 404, exactly like what does not exist.`;

const refusal = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: getSchemaPath(ErrorsDto) } } },
});

type Operation = { parameters?: { in: string }[]; requestBody?: unknown; responses: Record<string, unknown> };
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The OpenAPI document of the application: from its DTOs and its policy table. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(
    app,
    new DocumentBuilder()
      .setTitle('Convene')
      .setDescription(DESCRIPTION)
      .setVersion('2')
      .setLicense('MIT', 'https://opensource.org/license/mit')
      .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
      .build(),
    {
      extraModels: [ErrorsDto],
      operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
    },
  );
  return { ...document, paths: slashed(document.paths) };
}

/** Nest drops the trailing slash that every address of API v2 has; the document puts it back. */
function slashed(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  const entries = Object.entries(paths).map(([path, item]) => {
    for (const method of METHODS) refuseBadInput(item[method] as Operation | undefined);
    return [/\.\w+$/.test(path) || path.endsWith('/') ? path : `${path}/`, item] as const;
  });
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whatever reads a query or a body can refuse it. */
function refuseBadInput(operation: Operation | undefined): void {
  if (!operation) return;
  const reads =
    operation.requestBody !== undefined || operation.parameters?.some((parameter) => parameter.in === 'query');
  if (reads) operation.responses['400'] ??= refusal('Something in the query or the body is wrong; the field is named.');
}

/** Serves the document at /openapi.json and a page that shows it and tries it out at /docs. It is made when first asked for. */
export function serveDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => describeApi(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Convene',
    swaggerOptions: { persistAuthorization: true, docExpansion: 'none', filter: true, tryItOutEnabled: true },
  });
}
