"use strict";
(() => {
  const given = JSON.parse(document.getElementById("data").textContent);
  const nodes = new vis.DataSet(given.nodes);
  const edges = new vis.DataSet(given.edges.map((edge, place) => ({ ...edge, id: place })));
  const network = new vis.Network(document.getElementById("network"), { nodes, edges }, given.options);
  const controls = document.getElementById("controls");
  const said = document.getElementById("said");
  const search = document.getElementById("search");
  const wave = document.getElementById("wave");
  const detail = document.getElementById("detail");
  const names = new Map(given.nodes.map((node) => [node.id, node.name || node.label || String(node.id)]));
  const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const ticked = (name) => {
    const boxes = [...controls.querySelectorAll(`input[name=${name}]`)];
    return boxes.length ? new Set(boxes.filter((box) => box.checked).map((box) => box.value)) : null;
  };

  function filter() {
    const groups = ticked("group");
    const roles = ticked("role");
    const chosen = wave ? wave.value : "";
    const inWave = (item) => !chosen || !item.waves || item.waves.includes(chosen);
    const open = new Set();
    for (const node of given.nodes) {
      const shown = node.kind === "project" || !groups || node.group === undefined || groups.has(node.group);
      if (shown && inWave(node)) open.add(node.id);
    }
    const allRoles = !roles || roles.size === controls.querySelectorAll("input[name=role]").length;
    const tied = new Set();
    const hiddenEdges = given.edges.map((edge, place) => {
      const role = allRoles || (edge.roles || []).some((one) => roles.has(one));
      const shown = role && inWave(edge) && open.has(edge.from) && open.has(edge.to);
      if (shown) { tied.add(edge.from); tied.add(edge.to); }
      return { id: place, hidden: !shown };
    });
    // a project that lost all its actors to a filter goes with them; one that never had any stays
    const stays = (node) => open.has(node.id) && (node.kind !== "project" || tied.has(node.id) || node.actors === 0);
    edges.update(hiddenEdges);
    nodes.update(given.nodes.map((node) => ({ id: node.id, hidden: !stays(node) })));
    said.textContent = given.words.shown.replace("%n", given.nodes.filter(stays).length);
  }

  function tell(id) {
    detail.hidden = id === undefined;
    if (detail.hidden) return;
    const node = nodes.get(id);
    const [head, line, list] = detail.children;
    head.textContent = names.get(id);
    line.textContent = (node.title || "").split("\n").slice(1).join(" · ");
    const near = network.getConnectedNodes(id).filter((other) => !nodes.get(other).hidden);
    list.replaceChildren(...near.map((other) => {
      const item = document.createElement("li");
      item.textContent = names.get(other);
      return item;
    }));
  }

  function find() {
    const asked = bare(search.value.trim());
    if (!asked) { network.unselectAll(); tell(undefined); said.textContent = ""; return; }
    const found = given.nodes.filter((node) => bare(names.get(node.id)).includes(asked) && !nodes.get(node.id).hidden).map((node) => node.id);
    network.selectNodes(found.slice(0, 200));
    said.textContent = found.length ? given.words.found.replace("%n", found.length) : given.words.none;
    if (found.length === 1) { network.focus(found[0], { scale: 1.1 }); tell(found[0]); }
    else if (found.length) network.fit({ nodes: found, maxZoomLevel: 1.1 });
  }

  let waiting = 0;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(find, 250); });
  controls.addEventListener("submit", (event) => { event.preventDefault(); find(); });
  controls.addEventListener("change", (event) => { if (event.target !== search) filter(); });
  controls.addEventListener("reset", () => setTimeout(() => { filter(); find(); network.fit(); }));
  document.getElementById("fit").addEventListener("click", () => network.fit());
  network.on("selectNode", (event) => tell(event.nodes[0]));
  network.on("deselectNode", () => tell(undefined));
  window.cooperation = { network, nodes, edges };
})();
