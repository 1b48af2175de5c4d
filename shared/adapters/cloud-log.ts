import type { LogEntry, LogSink } from '../runtime/log.ts';

/** Cloud Logging's special fields: https://cloud.google.com/logging/docs/structured-logging */
const traceField = 'logging.googleapis.com/trace';
const labelsField = 'logging.googleapis.com/labels';

/** One line of the structured form that @google-cloud/logging's LogSync writes to stdout. */
export function structuredLogLine(entry: LogEntry, projectId: string): string {
  const { atMs, severity, component, message, correlationId, traceId, context, error } = entry;
  return JSON.stringify({
    severity,
    // Error Reporting groups by the stack in `message`.
    message: error?.stack ? `${message}\n${error.stack}` : message,
    timestamp: new Date(atMs).toISOString(),
    component,
    correlationId,
    context,
    error: error && { message: error.message, code: error.code },
    ...(traceId ? { [traceField]: `projects/${projectId}/traces/${traceId}` } : {}),
    [labelsField]: { component, ...(correlationId ? { correlationId } : {}) },
  });
}

/** Writes to stdout, which Cloud Run hands to Cloud Logging: no request of our own, nothing left to flush. */
export function cloudLogSink(projectId: string): LogSink {
  return (entry) => process.stdout.write(`${structuredLogLine(entry, projectId)}\n`);
}
