using System.Collections;
using System.Reflection;
using System.Security.Cryptography;
using Segno.Crypto;
using Segno.Handshake;
using Segno.Resumption.Tickets;

namespace Segno.MemorySearch;

/// <summary>Finds every secret that is reachable from an object of the engine, through whatever fields.</summary>
internal sealed class SecretWalk
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>Secrets with the field that holds each.</summary>
    public List<(string Name, SecretBuffer Secret)> Secrets { get; } = [];

    /// <summary>Keys of the NIST curves.</summary>
    public List<ECDiffieHellman> Curves { get; } = [];

    /// <summary>Handshakes, which know their randoms.</summary>
    public List<HandshakeContext> Contexts { get; } = [];

    public void Visit(object? value, string name)
    {
        if (value is null or string or Delegate or Type || !_seen.Add(value))
            return;
        switch (value)
        {
            case SecretBuffer secret:
                Secrets.Add((name, secret));
                return;
            case ECDiffieHellman curve:
                Curves.Add(curve);
                return;
            case byte[]:
                return;
            case IDictionary map:
                VisitAll(map.Values, name);
                return;
            case IEnumerable list:
                VisitAll(list, name);
                return;
            case HandshakeContext context:
                Contexts.Add(context);
                break;
        }
        if (value.GetType().Assembly != typeof(TlsStream).Assembly)
            return;
        // The searching process looks for the keys of tickets by the name that they bear.
        string suffix = value is Stek key ? $".{key.NameText}" : "";
        for (Type? type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(Declared))
            {
                if (!field.FieldType.IsPrimitive && !field.FieldType.IsPointer && !field.FieldType.IsByRefLike)
                    Visit(field.GetValue(value), $"{Short(type)}.{field.Name.Trim('<', '>').Replace(">k__BackingField", "", StringComparison.Ordinal)}{suffix}");
            }
        }
    }

    private static string Short(Type type) => type.FullName!.Replace("Segno.", "", StringComparison.Ordinal).Split('`')[0];

    private void VisitAll(IEnumerable values, string name)
    {
        foreach (object? value in values)
            Visit(value, name);
    }
}
