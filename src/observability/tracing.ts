import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { FastifyInstance } from 'fastify';

import { addressOf } from '../http/log-lines';

/** Ends tracing: sends what is left. */
export type StopTracing = () => Promise<void>;

/**
 * Traces requests and statements from now on and sends them to the collector at `endpoint`. Must run before the HTTP
 * server and the driver of PostgreSQL are loaded. Values of statements are not recorded.
 */
export function startTracing(endpoint: string): StopTracing {
  const sdk = new NodeSDK({
    serviceName: 'convene',
    traceExporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` }),
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [new HttpInstrumentation(), new PgInstrumentation({ requireParentSpan: true })],
  });
  sdk.start();
  return () => sdk.shutdown();
}

/** Names the span of each request by its route, and keeps from it what the caller wrote into the address. */
export function nameSpans(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const span = trace.getActiveSpan();
    const route = request.routeOptions.url ?? 'unknown';
    span?.updateName(`${request.method} ${route}`);
    span?.setAttributes({ 'http.route': route, 'url.path': addressOf(request), 'url.query': '' });
    done();
  });
}
