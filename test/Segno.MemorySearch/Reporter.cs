using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Diagnostics;
using Segno.Handshake;

namespace Segno.MemorySearch;

/// <summary>
/// Tells the searching process, on stdout, which secrets there are, masked, and waits while it searches. Lines:
/// <code>
/// wire HEX               handshake message: what is in it is no secret
/// secret NAME MASKED     a secret that exists now; said once, and again at each quiet pause
/// random MASKED          drawn by the engine; a secret unless it is on the wire
/// curve MASKED           private value of a NIST curve
/// derive LABEL MASKED    exported keying material
/// suite CODE             of the connections from here on
/// randoms HEX            client's and server's of a TLS 1.2 connection
/// dead MASKED            no owner has it any more
/// pause live|quiet LABEL look now; live: handshakes are under way
/// </code>
/// </summary>
/// <param name="churn">Whether to collect garbage at each stop.</param>
/// <param name="storm">Whether to collect garbage in between, all the time: threads are stopped wherever they are.</param>
internal sealed class Reporter(bool churn, bool storm) : IHandshakeObserver
{
    /// <summary>While it is held, nothing collects garbage. Taken before <see cref="_lock"/>.</summary>
    private readonly Lock _calm = new();

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<SecretBuffer>> _owners = [];
    private readonly Dictionary<string, ECDiffieHellman> _curves = [];
    private readonly HashSet<string> _randoms = [];

    /// <summary>What the walk starts from at a quiet pause.</summary>
    public List<object> Roots { get; } = [];

    public void OnHandshakeMessage(bool sent, ReadOnlySpan<byte> encoded) => Say($"wire {Convert.ToHexStringLower(encoded)}");

    public void OnChangeCipherSpec(bool sent)
    {
    }

    void IHandshakeObserver.OnMove(HandshakeState from, HandshakeState to)
    {
        if (Report(again: false, from, to))
            Pause("live", to.GetType().FullName!);
    }

    /// <summary>Until the process ends.</summary>
    public void Storm()
    {
        if (!storm)
            return;
        new Thread(Collect) { IsBackground = true }.Start();

        void Collect()
        {
            while (true)
            {
                lock (_calm)
                    GC.Collect(0, GCCollectionMode.Forced, blocking: true);
                // Anything between nothing and a few handshakes.
                Thread.SpinWait(Random.Shared.Next(1 << Random.Shared.Next(14)));
                Thread.Yield();
            }
        }
    }

    public void Say(string line)
    {
        lock (_lock)
            Console.Out.WriteLine(line);
    }

    /// <summary>Nothing is under way: what has no owner must be gone.</summary>
    public void Quiet(string label)
    {
        Report(again: true, Roots);
        lock (_calm)
        lock (_lock)
        {
            foreach ((string masked, List<SecretBuffer> owners) in _owners)
            {
                if (owners.TrueForAll(IsDisposed))
                    Say($"dead {masked}");
            }
            foreach ((string masked, ECDiffieHellman key) in _curves)
            {
                if (IsDisposed(key))
                    Say($"dead {masked}");
            }
            Pause("quiet", label);
        }
    }

    private void Pause(string kind, string label)
    {
        // Whatever lies in memory that the collector moves leaves a copy behind.
        lock (_calm)
        lock (_lock)
        {
            if (churn)
                GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            Say($"pause {kind} {label}");
            Console.Out.Flush();
            if (Console.In.ReadLine() != "go")
                Environment.Exit(1);
        }
    }

    /// <returns>Whether there was anything new.</returns>
    private bool Report(bool again, params IReadOnlyList<object> roots)
    {
        SecretWalk walk = new();
        foreach (object root in roots)
            walk.Visit(root, root.GetType().Name);
        bool any = false;
        lock (_calm)
        lock (_lock)
        {
            foreach ((string name, SecretBuffer secret) in walk.Secrets)
                any |= Add(name, secret, again);
            foreach (ECDiffieHellman key in walk.Curves)
                any |= Add(key);
            foreach (HandshakeContext context in walk.Contexts)
            {
                string randoms = Convert.ToHexStringLower(context.ClientRandom) + Convert.ToHexStringLower(context.ServerRandom);
                if (_randoms.Add(randoms))
                    Say($"randoms {randoms}");
            }
        }
        return any;
    }

    private bool Add(string name, SecretBuffer secret, bool again)
    {
        // The salt of AES-GCM in TLS 1.2 is shorter than what can be searched for.
        if (IsDisposed(secret) || secret.Length < sizeof(ulong))
            return false;
        string masked = Mask.Write(secret.Span);
        bool known = _owners.TryGetValue(masked, out List<SecretBuffer>? owners);
        if (!known)
            _owners.Add(masked, owners = []);
        if (!owners!.Contains(secret))
            owners.Add(secret);
        if (again || !known)
            Say($"secret {name} {masked}");
        return !known;
    }

    private bool Add(ECDiffieHellman key)
    {
        try
        {
            // The array that this makes is the one copy that is not the engine's. It does not move: the caller holds _calm.
            ECParameters parameters = key.ExportParameters(includePrivateParameters: true);
            string masked = Mask.Write(parameters.D);
            CryptographicOperations.ZeroMemory(parameters.D);
            if (!_curves.TryAdd(masked, key))
                return false;
            Say($"curve {masked}");
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private static bool IsDisposed(SecretBuffer secret)
    {
        try
        {
            return secret.Span.IsEmpty;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private static bool IsDisposed(ECDiffieHellman key)
    {
        try
        {
            return key.ExportParameters(includePrivateParameters: false).Q.X is null;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
