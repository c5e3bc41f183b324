/* Draws the layers that transit/maps/features.py describes. Nothing here fetches or computes. */
const transitMap = (() => {
  "use strict";

  // Undermost first; numbers are Leaflet z-indexes (tiles 200, tooltips 650, popups 700).
  const PANES = {
    "transit-region": 210, "transit-border": 220, "transit-casing": 390, "transit-road": 400,
    "transit-track": 410, "transit-minor": 420, "transit-stop": 430, "transit-hub": 435,
    "transit-journey": 438, "transit-crossing": 440,
    "transit-step": 610, "transit-label": 620,
  };
  const state = new WeakMap();

  function prepare(map) {
    if (state.has(map)) return state.get(map);
    const box = map.getContainer();
    box.classList.add("transit-map");
    for (const [name, z] of Object.entries(PANES)) {
      if (!map.getPane(name)) map.createPane(name).style.zIndex = z;
    }
    const own = {labels: new Set(), paths: new Set()};
    state.set(map, own);
    const pane = map.getPane("transit-label");
    pane.classList.add("leaflet-zoom-hide");
    pane.style.pointerEvents = "none";
    const zoomed = () => {
      for (let z = 8; z <= 16; z++) box.classList.toggle(`from-zoom-${z}`, map.getZoom() >= z);
      own.paths.forEach((path) => fit(path, map.getZoom()));
    };
    map.on("zoomend", zoomed);
    map.on("zoomend moveend resize", () => placeLabels(map, own, pane));
    // Layers come and go in bunches; label once, when the bunch is done.
    map.on("layeradd layerremove", () => {
      clearTimeout(own.timer);
      own.timer = setTimeout(() => placeLabels(map, own, pane), 30);
    });
    map.whenReady(zoomed);
    if (map.attributionControl) map.attributionControl.setPrefix("Leaflet");
    return own;
  }

  // Far out, strokes and dots shrink; close by they grow.
  function fit(path, zoom) {
    const scale = Math.min(Math.max(0.62 + (zoom - 9) * 0.12, 0.5), 1.4);
    const {base} = path;
    path.setStyle({weight: base.weight * scale});
    if (base.radius) path.setRadius(base.radius * scale);
  }

  function draw(item) {
    if (item.icon) {
      const [lon, lat] = item.geometry.coordinates;
      const icon = L.divIcon({className: "transit-icon", html: item.icon.html,
        iconSize: item.icon.size, iconAnchor: item.icon.anchor});
      return [L.marker([lat, lon], {icon, pane: item.icon.pane, keyboard: Boolean(item.popup),
        alt: item.alt || "", riseOnHover: true})];
    }
    return (item.styles || []).map((style, i) => {
      const live = Boolean(item.tooltip || item.popup) && (i === 0 || item.styles.length === 1);
      const options = {...style, interactive: live};
      const path = item.geometry.type === "Point"
        ? L.circleMarker(item.geometry.coordinates.slice().reverse(), options)
        : L.geoJSON(item.geometry, {style: options, interactive: live}).getLayers()[0];
      Object.assign(path.options, options);
      path.base = style;
      return path;
    });
  }

  function bind(paths, item) {
    const [first] = paths;
    if (!first) return;
    if (item.tooltip) first.bindTooltip(item.tooltip, {sticky: true, className: "transit-tip"});
    if (item.popup) {
      first.bindPopup(item.popup, {maxWidth: 320, minWidth: 220, className: "transit-popup"});
      first.on("add", () => reachable(first, item));
    }
    const top = paths[paths.length - 1];
    if (paths.length > 1) {
      first.on("mouseover", () => top._path && top._path.classList.add("transit-hover"));
      first.on("mouseout", () => top._path && top._path.classList.remove("transit-hover"));
    }
  }

  // Tab to a station or a line, Enter opens its card.
  function reachable(layer, item) {
    const node = layer.getElement && layer.getElement();
    if (!node || (item.styles && item.styles[0].pane === "transit-minor")) return;
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "button");
    if (item.alt) node.setAttribute("aria-label", item.alt);
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter") layer.openPopup();
    });
  }

  function layer(description) {
    const group = L.featureGroup([], {attribution: description.credit});
    const labels = [];
    const paths = [];
    let drawn = false;
    group.onAdd = function (map) {
      const own = prepare(map);
      if (!drawn) {
        drawn = true;
        for (const item of description.features) {
          const made = draw(item);
          bind(made, item);
          made.forEach((path) => group.addLayer(path));
          paths.push(...made.filter((path) => path.base && !path.base.fixed));
          if (item.label) {
            const [lon, lat] = item.label.at;
            labels.push({...item.label, at: L.latLng(lat, lon)});
          }
        }
      }
      L.LayerGroup.prototype.onAdd.call(group, map);
      paths.forEach((path) => { own.paths.add(path); fit(path, map.getZoom()); });
      labels.forEach((label) => own.labels.add(label));
    };
    group.onRemove = function (map) {
      const own = prepare(map);
      paths.forEach((path) => own.paths.delete(path));
      labels.forEach((label) => own.labels.delete(label));
      L.LayerGroup.prototype.onRemove.call(group, map);
    };
    return group;
  }

  // Most important first; a label that would cover one already placed is left out.
  function placeLabels(map, own, pane) {
    const zoom = map.getZoom();
    const view = map.getBounds().pad(0.05);
    const wanted = [...own.labels]
      .filter((label) => zoom >= label.zoom && zoom <= (label.until || 99) && view.contains(label.at))
      .sort((a, b) => a.rank - b.rank || a.text.localeCompare(b.text));
    wanted.forEach((label) => { label.node = label.node || labelNode(label); });
    pane.replaceChildren(...wanted.map((label) => label.node));
    const sizes = wanted.map(({node}) => [node.offsetWidth, node.offsetHeight]);
    wanted.forEach((label, i) => { if (label.along) sizes[i] = turn(map, label); });
    // What stands at the point itself, a gate or a step, stays readable.
    const solid = [...own.labels].filter((label) => label.solid && view.contains(label.at));
    const taken = solid.map((label) => {
      const {x, y} = map.latLngToLayerPoint(label.at);
      return [x - label.solid, y - label.solid, x + label.solid, y + label.solid];
    });
    const named = new Map();
    wanted.forEach((label, i) => {
      const [w, h] = sizes[i];
      const point = map.latLngToLayerPoint(label.at);
      // One place served by several systems is named once.
      const twin = (named.get(label.text) || []).some((other) => other.distanceTo(point) < (label.apart || 60));
      const spot = !twin && spots(label, point, w, h).find(([x, y]) =>
        !taken.some((t) => x < t[2] && x + w > t[0] && y < t[3] && y + h > t[1]));
      label.node.classList.toggle("transit-unplaced", !spot);
      if (!spot) return;
      named.set(label.text, [...(named.get(label.text) || []), point]);
      taken.push([spot[0] - 2, spot[1] - 1, spot[0] + w + 2, spot[1] + h + 1]);
      L.DomUtil.setPosition(label.node, L.point(...spot).round());
    });
  }

  function spots(label, {x, y}, w, h) {
    if (label.along) {
      const [dx, dy] = label.beside;
      return [[x + dx - w / 2, y + dy - h / 2], [x - dx - w / 2, y - dy - h / 2]];
    }
    if (label.place === "centre") return [[x - w / 2, y - h / 2]];
    const gap = label.gap || 8;
    return [[x + gap, y - h / 2], [x - gap - w, y - h / 2],
      [x - w / 2, y - gap - h], [x - w / 2, y + gap]];
  }

  // Lay a label along its line, never upside down; give the size of the box it then fills.
  function turn(map, label) {
    const a = map.latLngToLayerPoint(label.at);
    const b = map.latLngToLayerPoint([label.along[1], label.along[0]]);
    let angle = Math.atan2(b.y - a.y, b.x - a.x);
    if (angle > Math.PI / 2) angle -= Math.PI;
    if (angle <= -Math.PI / 2) angle += Math.PI;
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    const {node} = label;
    const inner = node.firstElementChild;
    const [w, h] = [inner.offsetWidth, inner.offsetHeight];
    const box = [w * Math.abs(cos) + h * Math.abs(sin), w * Math.abs(sin) + h * Math.abs(cos)];
    node.style.width = `${box[0]}px`;
    node.style.height = `${box[1]}px`;
    inner.style.transform = `translate(${(box[0] - w) / 2}px, ${(box[1] - h) / 2}px) rotate(${angle}rad)`;
    label.beside = [sin * (h / 2 + 7), -cos * (h / 2 + 7)];
    return box;
  }

  function labelNode(label) {
    const node = document.createElement("div");
    node.className = `transit-label transit-label-${label.kind}`;
    const words = label.along ? node.appendChild(document.createElement("span")) : node;
    words.textContent = label.text;
    if (label.sub) {
      const sub = words.appendChild(document.createElement("small"));
      sub.textContent = label.sub;
    }
    if (label.colour) node.style.color = label.colour;
    return node;
  }

  function panel(map, html, position, className) {
    const control = L.control({position});
    control.onAdd = () => {
      const box = L.DomUtil.create("section", `transit-panel ${className}`);
      box.innerHTML = html;
      L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
      return box;
    };
    prepare(map);
    control.addTo(map);
    makeRoom(map);
  }

  // Legends fold when the screen is narrow or low or the panels above leave them no room.
  function makeRoom(map) {
    const box = map.getContainer();
    const high = [...box.querySelectorAll(".leaflet-left")].reduce((sum, side) => sum + side.offsetHeight, 0);
    const roomy = window.innerWidth >= 1000 && window.innerHeight >= 900;
    if (roomy && high + 20 <= box.offsetHeight) return;
    box.querySelectorAll(".transit-panel details").forEach((one) => { one.open = false; });
  }

  function furnish(map, lang, corners, besidePx) {
    document.documentElement.lang = lang;
    prepare(map);
    const side = besidePx ? 60 : 20;
    const left = window.innerWidth < 1000 ? side : 20 + besidePx;
    map.fitBounds(corners, {paddingTopLeft: [left, 30], paddingBottomRight: [side, 30]});
    L.control.scale({imperial: false, position: "bottomright"}).addTo(map);
  }

  return {layer, panel, furnish};
})();
