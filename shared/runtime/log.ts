/** ERROR: the operator must act. WARNING: degraded, retried or replaced. INFO: a change of state. DEBUG: off in production. */
type Severity = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

/** Ids and numbers that say what a line is about. Never secrets, addresses or names of persons. */
type LogContext = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** One structured line; formatters turn it into Cloud Logging's JSON or local JSON. */
export interface LogEntry {
  readonly atMs: number;
  readonly severity: Severity;
  readonly component: string;
  readonly message: string;
  readonly correlationId?: string;
  /** W3C trace id (32 hex digits) that links the line to Cloud Trace. */
  readonly traceId?: string;
  readonly context: LogContext;
  readonly error?: { readonly message: string; readonly stack?: string; readonly code?: string };
}

export type LogSink = (entry: LogEntry) => void;

export interface Log {
  debug(message: string, context?: LogContext): void;
  info(message: string, context?: LogContext): void;
  warn(message: string, context?: LogContext, error?: unknown): void;
  error(message: string, context?: LogContext, error?: unknown): void;
  /** The same log, with a correlation id and trace on every line. */
  for(trace: { readonly correlationId?: string; readonly traceId?: string }): Log;
}

function describeError(error: unknown): LogEntry['error'] {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { message: error.message, ...(error.stack ? { stack: error.stack } : {}), ...(code ? { code } : {}) };
}

export function createLog(options: {
  readonly component: string;
  readonly sink: LogSink;
  readonly nowMs: () => number;
  /** Read at every line, so that DEBUG can be switched on while running. */
  readonly debugEnabled?: () => boolean;
  readonly trace?: { readonly correlationId?: string; readonly traceId?: string };
}): Log {
  const line = (severity: Severity, message: string, context: LogContext = {}, error?: unknown) =>
    options.sink({
      atMs: options.nowMs(),
      severity,
      component: options.component,
      message,
      ...options.trace,
      context,
      ...(error === undefined ? {} : { error: describeError(error) ?? { message: 'unknown' } }),
    });
  return {
    debug: (message, context) => {
      if (options.debugEnabled?.()) line('DEBUG', message, context);
    },
    info: (message, context) => line('INFO', message, context),
    warn: (message, context, error) => line('WARNING', message, context, error),
    error: (message, context, error) => line('ERROR', message, context, error),
    for: (trace) => createLog({ ...options, trace: { ...options.trace, ...trace } }),
  };
}

/** PH-12's line: what a log reader sees on one machine. */
export function localLogLine(entry: LogEntry): string {
  const { atMs, ...rest } = entry;
  return JSON.stringify({ timestamp: new Date(atMs).toISOString(), ...rest });
}
