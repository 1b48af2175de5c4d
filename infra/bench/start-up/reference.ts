import { Firestore } from '@google-cloud/firestore';
import { http } from '@google-cloud/functions-framework';
import { PubSub } from '@google-cloud/pubsub';
import * as z from 'zod';

// What a function with these clients costs at the least: everything imported and made, one message checked and taken.
const firestore = new Firestore({ projectId: 'bench', databaseId: 'catalogue' });
const pubsub = new PubSub({ projectId: 'bench' });
const envelope = z.object({ message: z.object({ messageId: z.string() }) });

http('reference', (request, response) => {
  const taken = envelope.safeParse(request.body).success && firestore && pubsub;
  response.status(taken ? 204 : 400).end();
});
