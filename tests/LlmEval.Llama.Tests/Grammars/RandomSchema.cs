using System.Text.Json.Nodes;

namespace LlmEval.Llama.Tests.Grammars;

/// <summary>Random schemas of what grammars hold, small enough that a model that writes at random comes to an end.</summary>
internal sealed class RandomSchema
{
    private static readonly string[] s_patterns =
    [
        "^[a-c]{1,3}$", "^\\d{2}-\\w$", "^(x|yz)+?$", "^[^\"a-z]{2}$", "^a?b*c$", "^\\\\.\"$", "^(?:A|B)(?<n>[0-9]{0,2})$|^none$", "b", "^\\s\\S\\D\\W$", "^[\\d_.-]{1,2}\\x41\\u0042[\\]\\^]$", "^[^\\w]$",
    ];

    private readonly Random _random;
    private readonly JsonObject _definitions = [];

    public RandomSchema(int seed) => _random = new Random(seed);

    public JsonObject Create()
    {
        _definitions["leaf"] = Leaf();
        _definitions["tree"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["v"] = Leaf(), ["next"] = new JsonObject { ["anyOf"] = new JsonArray(Reference("tree"), new JsonObject { ["type"] = "null" }) } },
            ["required"] = new JsonArray("v"),
            ["additionalProperties"] = false,
        };
        JsonObject schema = Any(3);
        schema["$defs"] = _definitions;
        return schema;
    }

    private static JsonObject Reference(string name) => new() { ["$ref"] = "#/$defs/" + name };

    private JsonObject Any(int depth)
    {
        if (depth == 0) { return Leaf(); }

        switch (_random.Next(9))
        {
            case 0: return Object(depth, "p");
            case 1: return Array(depth);
            case 2: return new JsonObject { ["anyOf"] = new JsonArray(Any(depth - 1), Any(depth - 1)) };
            case 3: return new JsonObject { ["oneOf"] = new JsonArray(Object(depth - 1, "p"), Array(depth - 1), Text()) };
            case 4: return new JsonObject { ["oneOf"] = new JsonArray(Tagged("x", depth), Tagged("y", depth)) };
            case 5: return new JsonObject { ["allOf"] = new JsonArray(Object(depth - 1, "p", open: true), Object(depth - 1, "q", open: true)) };
            case 6:
                JsonObject union = Object(depth, "p", open: true);
                union["anyOf"] = new JsonArray(Object(depth - 1, "r", open: true), Object(depth - 1, "s", open: true));
                return union;
            case 7: return Reference(_random.Next(2) == 0 ? "leaf" : "tree");
            default: return Leaf();
        }
    }

    private JsonObject Tagged(string tag, int depth)
    {
        JsonObject schema = Object(depth - 1, "t");
        schema["properties"]!["kind"] = new JsonObject { ["const"] = tag };
        schema["required"]!.AsArray().Add("kind");
        return schema;
    }

    private JsonObject Object(int depth, string prefix, bool open = false)
    {
        JsonObject properties = [];
        JsonArray required = [];
        int count = _random.Next(0, 4);
        for (int i = 0; i < count; i++)
        {
            string name = _random.Next(5) switch { 0 => $"{prefix} \"{i}\\", 1 => $"{prefix}ä{i}", _ => $"{prefix}{i}" };
            properties[name] = Any(depth - 1 < 0 ? 0 : depth - 1);
            if (_random.Next(2) == 0) { required.Add(name); }
        }

        JsonObject schema = new() { ["type"] = "object", ["properties"] = properties, ["required"] = required };
        if (!open)
        {
            switch (_random.Next(4))
            {
                case 0: schema["additionalProperties"] = false; break;
                case 1: schema["additionalProperties"] = new JsonObject { ["type"] = "boolean" }; break;
                default: break;
            }
        }

        return schema;
    }

    private JsonObject Array(int depth)
    {
        JsonObject schema = new() { ["type"] = "array", ["items"] = Any(depth - 1) };
        int least = _random.Next(0, 3);
        if (_random.Next(2) == 0) { schema["minItems"] = least; }
        if (_random.Next(2) == 0) { schema["prefixItems"] = new JsonArray(Leaf(), Leaf()); }

        schema["maxItems"] = least + _random.Next(0, 3);
        return schema;
    }

    private JsonObject Leaf() => _random.Next(8) switch
    {
        0 => new JsonObject { ["type"] = "boolean" },
        1 => new JsonObject { ["type"] = "null" },
        2 => Whole(),
        3 => Fraction(),
        4 => new JsonObject { ["enum"] = new JsonArray("one", 2, null, true, "dr\"ei\\\n€", 1.5, new JsonArray(1, new JsonObject { ["a"] = "b" })) },
        5 => new JsonObject { ["type"] = new JsonArray("integer", "null", "string"), ["maxLength"] = 3, ["minimum"] = -20, ["maximum"] = 7 },
        _ => Text(),
    };

    private JsonObject Text() => _random.Next(4) switch
    {
        0 => new JsonObject { ["type"] = "string", ["pattern"] = s_patterns[_random.Next(s_patterns.Length)] },
        1 => new JsonObject { ["type"] = "string", ["format"] = Llama.Grammars.FormatGrammar.Names[_random.Next(Llama.Grammars.FormatGrammar.Names.Count)] },
        2 => new JsonObject { ["type"] = "string", ["minLength"] = _random.Next(0, 3), ["maxLength"] = _random.Next(3, 9) },
        _ => new JsonObject { ["type"] = "string", ["const"] = "fixed" },
    };

    private JsonObject Whole()
    {
        JsonObject schema = new() { ["type"] = "integer" };
        long low = _random.Next(-1200, 1200), high = low + _random.Next(0, _random.Next(2) == 0 ? 4 : 5000);
        if (_random.Next(3) > 0) { schema["minimum"] = low; }
        if (_random.Next(3) > 0) { schema[_random.Next(2) == 0 || high == low ? "maximum" : "exclusiveMaximum"] = high; }

        return schema;
    }

    private JsonObject Fraction()
    {
        decimal low = _random.Next(-3000, 3000) / 100m, high = low + (_random.Next(1, _random.Next(2) == 0 ? 30 : 5000) / 100m);
        JsonObject schema = new() { ["type"] = "number" };
        if (_random.Next(4) > 0) { schema[_random.Next(2) == 0 ? "minimum" : "exclusiveMinimum"] = low; }
        if (_random.Next(4) > 0) { schema[_random.Next(2) == 0 ? "maximum" : "exclusiveMaximum"] = high; }

        return schema;
    }
}
