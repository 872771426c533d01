namespace Segno.Soak.Fates;

/// <summary>Bytes that no peer should send.</summary>
internal static class Garbage
{
    /// <summary>Random bytes, half of the time with the header of a record before them, and a fourth with that of a ClientHello, too.</summary>
    public static byte[] Make(Random random)
    {
        byte[] body = new byte[random.Next(1, 600)];
        random.NextBytes(body);
        int form = random.Next(4);
        if (form < 2)
            return body;
        if (form == 3 && body.Length > 4)
            (body[0], body[1], body[2], body[3]) = (1, 0, (byte)((body.Length - 4) >> 8), (byte)((body.Length - 4) & 0xff));
        return [(byte)random.Next(20, 24), 3, (byte)random.Next(5), (byte)(body.Length >> 8), (byte)(body.Length & 0xff), .. body];
    }
}
