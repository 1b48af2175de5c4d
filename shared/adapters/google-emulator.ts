/**
 * What a generated gRPC client needs to talk to an emulator: its address without TLS, and the universe given, for which
 * it would otherwise ask the metadata server that no emulator has (two seconds at every start).
 */
export async function emulatorOptions(host: string) {
  const { credentials } = await import('@grpc/grpc-js');
  const [servicePath = '', port] = host.split(':');
  return {
    servicePath,
    port: Number(port),
    sslCreds: credentials.createInsecure(),
    clientOptions: { universeDomain: 'googleapis.com' },
  };
}
