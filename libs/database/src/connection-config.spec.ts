import { connectionConfig } from './connection-config.js';

describe('a mysql:// URL', () => {
  it('says everything about a connection, in UTC', () => {
    expect(connectionConfig('mysql://booking:p%40ss%2Fword@db.example.com:3307/airbnb_booking_dev')).toMatchObject({
      host: 'db.example.com',
      port: 3307,
      user: 'booking',
      password: 'p@ss/word',
      database: 'airbnb_booking_dev',
      timezone: 'Z',
      charset: 'utf8mb4',
    });
  });

  it('means the standard port when it has none', () => {
    expect(connectionConfig('mysql://booking:secret@db/booking').port).toBe(3306);
  });

  it('asks for TLS and for the server’s key only where it says so', () => {
    const plain = connectionConfig('mysql://booking:secret@db/booking?ssl=false');
    expect(plain).not.toHaveProperty('ssl');
    expect(plain).not.toHaveProperty('allowPublicKeyRetrieval');
    const safe = connectionConfig('mysql://booking:secret@db/booking?ssl=true&allowPublicKeyRetrieval=true');
    expect(safe).toMatchObject({ ssl: true, allowPublicKeyRetrieval: true });
  });
});
