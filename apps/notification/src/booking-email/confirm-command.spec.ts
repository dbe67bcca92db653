import { confirmCommand } from './confirm-command.js';

describe('the command that confirms a booking', () => {
  it('posts to the URL with the token of the reader', () => {
    expect(confirmCommand('https://stay.example/confirm/1')).toBe(
      `curl -X POST 'https://stay.example/confirm/1' \\\n  -H "Authorization: Bearer $TOKEN"`,
    );
  });

  it('gives the URL no way out of its quotes', () => {
    const [line = ''] = confirmCommand(`https://stay.example/'; rm -rf ~; echo '`).split(' \\');
    expect(line.match(/'/g)).toHaveLength(2);
  });
});
