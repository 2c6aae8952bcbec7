import { createServer, type ServerResponse } from 'node:http';
import { WebSocketServer } from 'ws';
import { tellParent } from './tell-parent.ts';

// The bare server that live connections are compared with: no token, no hub, no store. A POST tells everyone.
const news = JSON.stringify({
  poke: { ws: 'default', cursor: 1, inc: '00000000-0000-0000-0000-000000000000' },
});
const streams = new Set<ServerResponse>();
const sockets = new WebSocketServer({ noServer: true });
const server = createServer((request, response) => {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`event: poke\ndata: ${news}\n\n`);
    streams.add(response);
    response.once('close', () => streams.delete(response));
    return;
  }
  request.resume().once('end', () => {
    for (const stream of streams) stream.write(`event: poke\ndata: ${news}\n\n`);
    for (const socket of sockets.clients) socket.send(news);
    response.end();
  });
});
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (open) => open.once('message', () => open.send(news)));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  tellParent({ url: `http://127.0.0.1:${address.port}`, token: '' });
});
