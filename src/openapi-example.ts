interface Schema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

interface Body {
  readonly content: Readonly<Record<string, { readonly schema?: object; example?: unknown }>>;
}

/**
 * Gives a JSON body the example that its own fields make, so that trying it out as it stands does something sensible:
 * without one, Swagger fills in every field, with a picture that is a text and ids of things that nobody has.
 * A body that requires a field without an example is left as it is.
 */
export function addExample(body: Body, schemas: Readonly<Record<string, object>>): void {
  const json = body.content['application/json'];
  if (!json?.schema || !('$ref' in json.schema)) return;
  const schema: Schema = schemas[String(json.schema.$ref).replace('#/components/schemas/', '')] ?? {};
  const example = Object.fromEntries(
    Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      'example' in property ? [[name, property.example]] : [],
    ),
  );
  if (schema.required?.every((name) => name in example) ?? true) json.example = example;
}
