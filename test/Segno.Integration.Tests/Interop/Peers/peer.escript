#!/usr/bin/env escript
%% An Erlang peer: the ssl application, a TLS stack of its own, as client or server.
%%   escript peer.escript client PORT WAY CA CERT KEY
%%   escript peer.escript server WAY CA CERT KEY
%% It prints a line a connection: "connection resumed=BOOL version=VERSION". A server first prints "listening PORT".

main(["client", Port, Way, Ca, Cert, Key]) ->
    {ok, _} = application:ensure_all_started(ssl),
    Options = options(Way, Ca, Cert, Key) ++
        [{verify, verify_peer}, {server_name_indication, "localhost"}],
    {First, Second} = client_resumption(Way),
    Id = connect(list_to_integer(Port), Options ++ First),
    %% The session is registered by another process.
    timer:sleep(300),
    connect(list_to_integer(Port), Options ++ Second(Id));
main(["server", Way, Ca, Cert, Key]) ->
    {ok, _} = application:ensure_all_started(ssl),
    Options = options(Way, Ca, Cert, Key) ++ [{ip, {127, 0, 0, 1}}, {reuseaddr, true}, {backlog, 8}
        | server_resumption(Way)],
    {ok, Listener} = ssl:listen(0, Options),
    {ok, {_, Port}} = ssl:sockname(Listener),
    io:format("listening ~b~n", [Port]),
    serve(Listener).

options(Way, Ca, Cert, Key) ->
    [binary, {active, false}, {cacertfile, Ca}, {certfile, Cert}, {keyfile, Key}, {versions, [version(Way)]}].

version("psk" ++ _) -> 'tlsv1.3';
version("hrr" ++ _) -> 'tlsv1.3';
version(_) -> 'tlsv1.2'.

client_resumption(Way) ->
    case version(Way) of
        'tlsv1.3' -> {[{session_tickets, auto}], fun(_) -> [{session_tickets, auto}] end};
        _ -> {[{reuse_sessions, save}], fun(Id) -> [{reuse_session, Id}] end}
    end.

server_resumption(Way) ->
    Groups = case Way of
        "hrr" ++ _ -> [{supported_groups, [secp384r1]}];
        _ -> []
    end,
    Peer = case lists:suffix("-cert", Way) of
        true -> [{verify, verify_peer}, {fail_if_no_peer_cert, true}];
        false -> []
    end,
    Resumption = case version(Way) of
        'tlsv1.3' -> [{session_tickets, stateless}];
        _ -> [{reuse_sessions, true}]
    end,
    Groups ++ Peer ++ Resumption.

connect(Port, Options) ->
    {ok, Socket} = ssl:connect("localhost", Port, Options, 10000),
    Id = report(Socket),
    ok = ssl:send(Socket, "GET / HTTP/1.0\r\n\r\n"),
    read(Socket),
    ssl:close(Socket),
    Id.

read(Socket) ->
    %% A second without a byte is the end as well: not every server closes first.
    case ssl:recv(Socket, 0, 1000) of
        {ok, _} -> read(Socket);
        {error, _} -> done
    end.

serve(Listener) ->
    {ok, Transport} = ssl:transport_accept(Listener),
    case ssl:handshake(Transport, 10000) of
        {ok, Socket} ->
            report(Socket),
            ssl:recv(Socket, 0, 10000),
            ssl:send(Socket, "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok\n"),
            ssl:close(Socket);
        {error, Reason} ->
            io:format("error ~p~n", [Reason])
    end,
    serve(Listener).

report(Socket) ->
    {ok, Information} = ssl:connection_information(Socket, [protocol, session_id, session_resumption]),
    Id = proplists:get_value(session_id, Information),
    %% ssl leaves session_resumption false on a TLS 1.2 server: there, an ID that was seen before is a resumed session.
    {Version, Resumed} = case proplists:get_value(protocol, Information) of
        'tlsv1.3' -> {"TLSv1.3", proplists:get_value(session_resumption, Information)};
        _ -> {"TLSv1.2", Id =/= <<>> andalso get(Id) =:= seen}
    end,
    put(Id, seen),
    io:format("connection resumed=~p version=~s~n", [Resumed, Version]),
    Id.
