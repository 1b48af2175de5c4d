import type { Dispatcher } from 'undici';

/** A dispatcher for one request that knows afterwards whether the request can have reached the other side. */
interface WatchedDispatcher {
  readonly dispatcher: Dispatcher;
  /** False as long as nothing was written to a connection: then the request was certainly not received. */
  hasLeft(): boolean;
}

/**
 * Watches the moment a request is written to its connection. Failing to resolve, to connect or to agree on TLS comes
 * before it; whatever fails after it leaves open whether the other side acted.
 */
export function watchDeparture(dispatcher: Dispatcher): WatchedDispatcher {
  let left = false;
  const watched = dispatcher.compose((dispatch) => (options, handler) => {
    const onRequestStart: Dispatcher.DispatchHandler['onRequestStart'] = (controller, context) => {
      left = true;
      handler.onRequestStart?.(controller, context);
    };
    return dispatch(options, { ...bound(handler), onRequestStart });
  });
  return { dispatcher: watched, hasLeft: () => left };
}

/** Handlers are class instances: their methods are passed on with their own `this`. */
function bound(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  return {
    onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
    onResponseStart: (...args) => handler.onResponseStart?.(...args),
    onResponseData: (...args) => handler.onResponseData?.(...args),
    onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
    onResponseError: (...args) => handler.onResponseError?.(...args),
  };
}
