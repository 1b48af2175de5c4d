import { releaseRequested } from '../../shared/messages/release-requested.ts';
import { messageFunction } from '../../shared/runtime/function.ts';
import { parseTopics } from '../../shared/runtime/receive.ts';
import { releaseDue } from './handler.ts';

export const wire = messageFunction('release-due', parseTopics([releaseRequested]), releaseDue);
